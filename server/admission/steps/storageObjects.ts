import { parseQuantity } from "@/server/objects/quantity";
import { claimProtection, isBound, isDefaultClass, volumeProtection } from "@/server/objects/storage";
import type { KubeObject, PersistentVolumeClaim, StorageClass } from "@/server/objects/types";
import { refused } from "../forbidden";
import type { AdmissionContext, AdmissionStep } from "../request";

const classes = "storageclasses.storage.k8s.io";

/**
 * After Kubernetes' StorageObjectInUseProtection, DefaultStorageClass and PersistentVolumeClaimResize: what is in use
 * is kept by a finalizer, a claim without a class gets the default one, and grows only where its class lets it.
 */
export const storageObjects: AdmissionStep = {
  name: "storageObjects",
  async admit(object, request, context) {
    const { kind, verb, old, subresource } = request;
    if (kind.group !== "" || subresource) return object;
    if (kind.kind === "PersistentVolume") return verb === "create" ? heldBy(object, volumeProtection) : object;
    if (kind.kind !== "PersistentVolumeClaim") return object;
    const claim = object as PersistentVolumeClaim;
    if (verb === "create") return heldBy(await withClass(claim, context), claimProtection);
    if (old && (await isRefusedGrowth(claim, old as PersistentVolumeClaim, context)))
      throw refused(kind, object.metadata.name, cannotGrow);
    return object;
  },
};

function heldBy(object: KubeObject, finalizer: string): KubeObject {
  const finalizers = [...new Set([...(object.metadata.finalizers ?? []), finalizer])];
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

/** Of several default classes the newest, as in Kubernetes; an empty class is one, too: none. */
async function withClass(claim: PersistentVolumeClaim, { lookups }: AdmissionContext): Promise<PersistentVolumeClaim> {
  if (claim.spec.storageClassName !== undefined) return claim;
  const defaults = ((await lookups.list(classes)) as readonly StorageClass[]).filter(isDefaultClass);
  const newest = defaults.toSorted((left, right) =>
    left.metadata.creationTimestamp < right.metadata.creationTimestamp ? 1 : -1,
  )[0];
  return newest ? { ...claim, spec: { ...claim.spec, storageClassName: newest.metadata.name } } : claim;
}

const cannotGrow =
  "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize";

async function isRefusedGrowth(
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
  { lookups }: AdmissionContext,
): Promise<boolean> {
  if (!isBound(old) || sizeOf(claim) <= sizeOf(old)) return false;
  const name = old.spec.storageClassName;
  const storage = name ? ((await lookups.get(classes, { name })) as StorageClass | undefined) : undefined;
  return !storage?.allowVolumeExpansion;
}

function sizeOf({ spec }: PersistentVolumeClaim): number {
  return parseQuantity(spec.resources?.requests?.storage ?? "0") ?? 0;
}

import { localProvisioner } from "@/server/objects/storage";
import type { Manifest, Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from "@/server/objects/types";

const provisionedAnnotation = "pv.kubernetes.io/provisioned-by";
const hostname = "kubernetes.io/hostname";

/** Says on a volume what its size is worth. */
const sizeAnnotation = "pilothouse.dev/capacity";
const notEnforced = "stated, not enforced: the folder can grow until the machine's disk is full";

/** The same for the same claim, so that a repeated create is harmless. */
export function volumeNameFor({ metadata }: PersistentVolumeClaim): string {
  return `pvc-${metadata.uid}`;
}

/** Whether the volume is a folder that was made here, and whose removal is ours, too. */
export function provisionedBy({ metadata }: PersistentVolume): boolean {
  return metadata.annotations?.[provisionedAnnotation] === localProvisioner;
}

export interface Place {
  readonly path: string;
  /** The node that the first pod goes to; without one the volume can be had from every node of this machine. */
  readonly node: Node | undefined;
}

/** A volume for one claim: a folder, kept for pods of one node. */
export function volumeFor(claim: PersistentVolumeClaim, storage: StorageClass, { path, node }: Place): Manifest {
  const { apiVersion, kind, metadata, spec } = claim;
  const { name, namespace, uid, resourceVersion } = metadata;
  const label = node?.metadata.labels?.[hostname] ?? node?.metadata.name;
  const expression =
    label === undefined ? { key: hostname, operator: "Exists" } : { key: hostname, operator: "In", values: [label] };
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: {
      name: volumeNameFor(claim),
      annotations: { [provisionedAnnotation]: localProvisioner, [sizeAnnotation]: notEnforced },
    },
    spec: {
      accessModes: spec.accessModes,
      capacity: { storage: spec.resources?.requests?.storage },
      claimRef: { apiVersion, kind, name, namespace, uid, resourceVersion },
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } },
      persistentVolumeReclaimPolicy: storage.reclaimPolicy ?? "Delete",
      storageClassName: storage.metadata.name,
      volumeMode: "Filesystem",
      ...(storage.mountOptions && { mountOptions: storage.mountOptions }),
    },
  };
}

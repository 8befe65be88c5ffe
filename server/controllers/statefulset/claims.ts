import { controllerReference, isDeleting } from "@/server/objects/meta";
import type { KubeObject, Manifest, OwnerReference, Pod, StatefulSet } from "@/server/objects/types";
import type { Action } from "../actions";
import { isSame } from "../hash";

export const claimKind = "PersistentVolumeClaim";

type ClaimTemplate = NonNullable<StatefulSet["spec"]["volumeClaimTemplates"]>[number];

interface Claim {
  /** `data-web-0` */
  readonly name: string;
  readonly volume: string;
  readonly template: ClaimTemplate;
}

/** What is known of claims by name; undefined where the engine has none of them. */
export type ClaimLookup = ((name: string) => KubeObject | undefined) | undefined;

/** The claims of an ordinal, by names that never change: a pod that comes back finds its data. */
export function claimsOf(set: StatefulSet, ordinal: number): Claim[] {
  return (set.spec.volumeClaimTemplates ?? []).map((template) => {
    const volume = template.metadata?.name ?? "";
    return { name: `${volume}-${set.metadata.name}-${ordinal}`, volume, template };
  });
}

/** Whether the pod must wait: a claim of that name is on its way out with its data. */
export function isClaimLeaving(set: StatefulSet, ordinal: number, find: ClaimLookup): boolean {
  return claimsOf(set, ordinal).some(({ name }) => {
    const claim = find?.(name);
    return claim !== undefined && (isDeleting(claim) || claim.metadata.ownerReferences?.some(isOfPod) === true);
  });
}

/** Creates those that are not there. */
export function missingClaims(set: StatefulSet, ordinal: number, find: ClaimLookup): Action[] {
  if (!find) return [];
  return claimsOf(set, ordinal).flatMap((claim): Action[] => {
    if (find(claim.name)) return [];
    const message = `Create Claim ${claim.name} Pod ${set.metadata.name}-${ordinal} in StatefulSet ${set.metadata.name} success`;
    const note = { about: set, type: "Normal", reason: "SuccessfulCreate", message } as const;
    return [{ do: "create", kind: claimKind, manifest: manifestFor(set, claim), note }];
  });
}

function manifestFor(set: StatefulSet, { name, template }: Claim): Manifest {
  const { labels, annotations } = template.metadata ?? {};
  const isOwned = set.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === "Delete";
  return {
    apiVersion: "v1",
    kind: claimKind,
    metadata: {
      name,
      namespace: set.metadata.namespace,
      labels: { ...labels, ...set.spec.selector.matchLabels },
      ...(annotations ? { annotations } : {}),
      ...(isOwned ? { ownerReferences: [controllerReference(set)] } : {}),
    },
    spec: template.spec ?? {},
  };
}

interface Holder {
  readonly ordinal: number;
  readonly pod: Pod;
  /** The set is to be smaller: the pod will not come back. */
  readonly isCondemned: boolean;
}

/**
 * Says by owner references with whom a pod's claims go: with the set (`whenDeleted: Delete`), with a pod that is scaled
 * away (`whenScaled: Delete`), or with nobody. The garbage collector does the rest.
 */
export function retentionActions(set: StatefulSet, holder: Holder, find: ClaimLookup): Action[] {
  return claimsOf(set, holder.ordinal).flatMap(({ name }): Action[] => {
    const claim = find?.(name);
    if (!claim || isDeleting(claim)) return [];
    const others = (claim.metadata.ownerReferences ?? []).filter((owner) => !isOurs(set, holder.pod, owner));
    const ownerReferences = [...others, ...wantedOwners(set, holder)];
    if (isSame(claim.metadata.ownerReferences ?? [], ownerReferences)) return [];
    const object = { ...claim, metadata: { ...claim.metadata, ownerReferences } };
    return [{ do: "update", kind: claimKind, object }];
  });
}

function wantedOwners(set: StatefulSet, { pod, isCondemned }: Holder): OwnerReference[] {
  const { whenDeleted, whenScaled } = set.spec.persistentVolumeClaimRetentionPolicy ?? {};
  if (isCondemned && whenScaled === "Delete") return [controllerReference({ ...pod, apiVersion: "v1", kind: "Pod" })];
  return whenDeleted === "Delete" ? [controllerReference(set)] : [];
}

function isOurs(set: StatefulSet, pod: Pod, owner: OwnerReference): boolean {
  return owner.uid === set.metadata.uid || (isOfPod(owner) && owner.name === pod.metadata.name);
}

function isOfPod({ apiVersion, kind }: OwnerReference): boolean {
  return apiVersion === "v1" && kind === "Pod";
}

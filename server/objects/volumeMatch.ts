import { matchesTerm } from "./nodeSelector";
import { parseQuantity } from "./quantity";
import { matchesSelector } from "./selector";
import type { Node, PersistentVolume, PersistentVolumeClaim } from "./types";

/** Whether the volume can be reached from the node; one that says nothing about nodes can from all. */
export function isReachable(volume: PersistentVolume, node: Node): boolean {
  const terms = volume.spec.nodeAffinity?.required?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => matchesTerm(term, node));
}

/** The claim's own: a volume made or set aside for it, by identity, or by name where no identity is written yet. */
export function isFor(volume: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { claimRef } = volume.spec;
  if (claimRef?.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return !claimRef.uid || claimRef.uid === metadata.uid;
}

/** The smallest volume that nobody has and that gives the claim all that it asks for; with a node, one it can reach. */
export function findVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  node?: Node,
): PersistentVolume | undefined {
  const fitting = volumes.filter((volume) => fits(volume, claim) && (!node || isReachable(volume, node)));
  return fitting.toSorted((left, right) => sizeOf(left) - sizeOf(right))[0];
}

function fits(volume: PersistentVolume, { spec }: PersistentVolumeClaim): boolean {
  const { spec: given, metadata } = volume;
  if (given.claimRef || metadata.deletionTimestamp) return false;
  return (
    (given.storageClassName ?? "") === (spec.storageClassName ?? "") &&
    (given.volumeMode ?? "Filesystem") === (spec.volumeMode ?? "Filesystem") &&
    (spec.accessModes ?? []).every((mode) => given.accessModes?.includes(mode)) &&
    sizeOf(volume) >= (parseQuantity(spec.resources?.requests?.storage ?? "0") ?? 0) &&
    (!spec.selector || matchesSelector(spec.selector, metadata.labels))
  );
}

export function sizeOf({ spec }: PersistentVolume): number {
  return parseQuantity(spec.capacity?.storage ?? "0") ?? 0;
}

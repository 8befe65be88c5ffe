import { isDeleting } from "@/server/objects/meta";
import { volumeProtection } from "@/server/objects/storage";
import type { PersistentVolume } from "@/server/objects/types";
import { type Action, nothing, type Outcome } from "../actions";
import { provisionedBy } from "./provision";

export interface VolumeWorld {
  /** Whether the very claim that the volume is bound to is there; asked live before it is denied. */
  readonly hasClaim: boolean;
  readonly timestamp: string;
}

export interface VolumeDecision {
  readonly outcome: Outcome;
  /** A folder that must be gone before anything is written. */
  readonly removes?: string;
}

/**
 * What becomes of a volume that no claim has, by its reclaim policy. A folder goes first and its object after it: killed
 * in between, the object is still there to say that it must go.
 */
export function reconcileVolume(volume: PersistentVolume, { hasClaim, timestamp }: VolumeWorld): VolumeDecision {
  if (hasClaim) return { outcome: nothing };
  const { claimRef, persistentVolumeReclaimPolicy: policy } = volume.spec;
  const removes = policy === "Delete" && provisionedBy(volume) ? { removes: volume.metadata.name } : {};
  if (isDeleting(volume))
    return isHeld(volume) ? { outcome: { actions: [letGo(volume)] }, ...removes } : { outcome: nothing };
  if (!claimRef?.uid) return { outcome: { actions: phase(volume, "Available", timestamp) } };
  if (volume.status?.phase !== "Released" && volume.status?.phase !== "Failed")
    return { outcome: { actions: phase(volume, "Released", timestamp) } };
  if (policy !== "Delete") return { outcome: nothing };
  if (provisionedBy(volume))
    return { outcome: { actions: [{ do: "delete", kind: volume.kind, object: volume }] }, ...removes };
  const message = "error getting deleter volume plugin for volume: no deletable volume plugin matched";
  const note = { about: volume, type: "Warning", reason: "VolumeFailedDelete", message } as const;
  return { outcome: { actions: phase(volume, "Failed", timestamp).map((action) => ({ ...action, note })) } };
}

function isHeld({ metadata }: PersistentVolume): boolean {
  return metadata.finalizers?.includes(volumeProtection) === true;
}

function letGo(volume: PersistentVolume): Action {
  const finalizers = volume.metadata.finalizers?.filter((name) => name !== volumeProtection);
  return { do: "update", kind: volume.kind, object: { ...volume, metadata: { ...volume.metadata, finalizers } } };
}

function phase(volume: PersistentVolume, to: string, timestamp: string): (Action & { do: "update" })[] {
  if (volume.status?.phase === to) return [];
  const status = { ...volume.status, phase: to, lastPhaseTransitionTime: timestamp };
  return [{ do: "update", kind: volume.kind, object: { ...volume, status }, subresource: "status" }];
}

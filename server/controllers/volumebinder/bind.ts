import { isEqual } from "@/server/lib/equal";
import { parseQuantity } from "@/server/objects/quantity";
import { localProvisioner } from "@/server/objects/storage";
import type { PersistentVolume, PersistentVolumeClaim } from "@/server/objects/types";
import { sizeOf } from "@/server/objects/volumeMatch";
import type { Action, Outcome } from "../actions";
import type { ClaimWorld } from "./claimWorld";
import { provisionedBy } from "./provision";

const bindCompleted = "pv.kubernetes.io/bind-completed";
const boundByController = "pv.kubernetes.io/bound-by-controller";

/**
 * The next writes that tie a claim and a volume together; the volume comes first, so that a claim never names one that
 * another could still take. Each object is written once: what is left comes when the write was seen.
 */
export function bind(claim: PersistentVolumeClaim, volume: PersistentVolume, world: ClaimWorld): Outcome {
  const { claimRef } = volume.spec;
  const { metadata } = claim;
  if (claimRef?.uid !== metadata.uid) return { actions: [reserve(claim, volume)] };
  return { actions: [...settleVolume(claim, volume, world), ...settleClaim(claim, volume)] };
}

function reserve({ apiVersion, kind, metadata }: PersistentVolumeClaim, volume: PersistentVolume): Action {
  const { name, namespace, uid, resourceVersion } = metadata;
  const claimRef = { apiVersion, kind, name, namespace, uid, resourceVersion };
  const isOurs = volume.spec.claimRef === undefined;
  const annotations = { ...volume.metadata.annotations, ...(isOurs && { [boundByController]: "yes" }) };
  const object = {
    ...volume,
    metadata: { ...volume.metadata, annotations },
    spec: { ...volume.spec, claimRef },
  };
  return { do: "update", kind: volume.kind, object };
}

function settleVolume(claim: PersistentVolumeClaim, volume: PersistentVolume, world: ClaimWorld): Action[] {
  const wanted = claim.spec.resources?.requests?.storage;
  const mayGrow = world.storage?.allowVolumeExpansion && world.storage.provisioner === localProvisioner;
  if (mayGrow && wanted !== undefined && provisionedBy(volume) && (parseQuantity(wanted) ?? 0) > sizeOf(volume)) {
    const object = { ...volume, spec: { ...volume.spec, capacity: { ...volume.spec.capacity, storage: wanted } } };
    return [{ do: "update", kind: volume.kind, object }];
  }
  if (volume.status?.phase === "Bound") return [];
  const status = { ...volume.status, phase: "Bound", lastPhaseTransitionTime: world.timestamp };
  return [{ do: "update", kind: volume.kind, object: { ...volume, status }, subresource: "status" }];
}

function settleClaim(claim: PersistentVolumeClaim, volume: PersistentVolume): Action[] {
  const { kind, metadata } = claim;
  if (claim.spec.volumeName !== volume.metadata.name || !metadata.annotations?.[bindCompleted]) {
    const marks = { [bindCompleted]: "yes", ...(claim.spec.volumeName ? {} : { [boundByController]: "yes" }) };
    const annotations = { ...metadata.annotations, ...marks };
    const spec = { ...claim.spec, volumeName: volume.metadata.name };
    return [{ do: "update", kind, object: { ...claim, metadata: { ...metadata, annotations }, spec } }];
  }
  const { accessModes, capacity } = volume.spec;
  const status = { ...claim.status, phase: "Bound", accessModes, capacity };
  return isEqual(status, claim.status)
    ? []
    : [{ do: "update", kind, object: { ...claim, status }, subresource: "status" }];
}

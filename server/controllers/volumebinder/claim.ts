import { isDeleting } from "@/server/objects/meta";
import { isBound, localProvisioner, selectedNodeAnnotation } from "@/server/objects/storage";
import type { PersistentVolumeClaim } from "@/server/objects/types";
import { findVolume, isFor } from "@/server/objects/volumeMatch";
import { type Action, nothing, type Outcome } from "../actions";
import { bind } from "./bind";
import type { ClaimWorld } from "./claimWorld";
import { volumeFor, volumeNameFor } from "./provision";

export interface ClaimDecision {
  readonly outcome: Outcome;
  /** A folder that must be there before anything is written. */
  readonly makes?: string;
}

/** Brings a claim to its volume, after Kubernetes' persistent volume controller: one write of an object at a time. */
export function reconcileClaim(claim: PersistentVolumeClaim, world: ClaimWorld): ClaimDecision {
  const { volumes, storage } = world;
  if (isDeleting(claim)) return { outcome: nothing };
  const { volumeName } = claim.spec;
  if (volumeName) return { outcome: withNamed(claim, volumeName, world) };
  const own = volumes.find((volume) => isFor(volume, claim) && !isDeleting(volume));
  if (own) return { outcome: bind(claim, own, world) };
  const selected = claim.metadata.annotations?.[selectedNodeAnnotation];
  if (selected !== undefined && !world.node) return { outcome: { actions: [unselect(claim)] } };
  if (storage?.volumeBindingMode === "WaitForFirstConsumer" && selected === undefined)
    return say(claim, "Normal", "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
  const found = findVolume(claim, volumes, world.node);
  return found ? { outcome: bind(claim, found, world) } : provision(claim, world);
}

/** It names its volume: by itself, or because it was bound to it. */
function withNamed(claim: PersistentVolumeClaim, name: string, world: ClaimWorld): Outcome {
  const volume = world.volumes.find(({ metadata }) => metadata.name === name);
  const isOwn = volume && (!volume.spec.claimRef || isFor(volume, claim));
  if (isOwn) return bind(claim, volume, world);
  if (!isBound(claim)) return nothing;
  const [reason, message] = volume
    ? ["ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly"]
    : ["ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!"];
  const note = { about: claim, type: "Warning", reason, message } as const;
  const object = { ...claim, status: { ...claim.status, phase: "Lost" } };
  return { actions: [{ do: "update", kind: claim.kind, object, subresource: "status", note }] };
}

function provision(claim: PersistentVolumeClaim, world: ClaimWorld): ClaimDecision {
  const { storage, pathOf } = world;
  const { storageClassName, volumeMode, dataSource, dataSourceRef } = claim.spec;
  if (!storageClassName) {
    const says = "no persistent volumes available for this claim and no storage class is set";
    return say(claim, "Normal", "FailedBinding", says);
  }
  const failed = (says: string) => say(claim, "Warning", "ProvisioningFailed", says);
  if (!storage) return failed(`storageclass.storage.k8s.io "${storageClassName}" not found`);
  if (storage.provisioner !== localProvisioner) {
    const says = `Waiting for a volume to be created either by the external provisioner '${storage.provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
    return say(claim, "Normal", "ExternalProvisioning", says);
  }
  if (!pathOf) return failed("there is no place for folders here");
  if (volumeMode === "Block") return failed(`${localProvisioner} makes folders: volumeMode Block cannot be had`);
  if (dataSource || dataSourceRef) return failed(`${localProvisioner} makes empty folders: it takes no data source`);
  const name = volumeNameFor(claim);
  const message = `Successfully provisioned volume ${name}`;
  const note = { about: claim, type: "Normal", reason: "ProvisioningSucceeded", message } as const;
  const manifest = volumeFor(claim, storage, { path: pathOf(name), node: world.node });
  return { outcome: { actions: [{ do: "create", kind: "PersistentVolume", manifest, note }] }, makes: name };
}

/** Its node is gone: the scheduler chooses another one. */
function unselect(claim: PersistentVolumeClaim): Action {
  const { [selectedNodeAnnotation]: _gone, ...annotations } = claim.metadata.annotations ?? {};
  return { do: "update", kind: claim.kind, object: { ...claim, metadata: { ...claim.metadata, annotations } } };
}

function say(about: PersistentVolumeClaim, type: "Normal" | "Warning", reason: string, message: string): ClaimDecision {
  return { outcome: { actions: [{ do: "note", note: { about, type, reason, message } }] } };
}

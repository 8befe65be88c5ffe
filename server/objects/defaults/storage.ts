import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from "../types";

export function fillStorageClass(storage: StorageClass): void {
  storage.reclaimPolicy ??= "Delete";
  storage.volumeBindingMode ??= "Immediate";
}

/** A source that can mean nothing is dropped; one that means something is written in both of its places. */
export function fillClaim(claim: PersistentVolumeClaim): void {
  const { spec } = claim;
  spec.volumeMode ??= "Filesystem";
  if (spec.dataSource && !isSource(spec.dataSource)) delete spec.dataSource;
  if (spec.dataSource) {
    spec.dataSource = { apiGroup: null, ...spec.dataSource } as typeof spec.dataSource;
    spec.dataSourceRef ??= { ...spec.dataSource };
  }
}

type Source = NonNullable<PersistentVolumeClaim["spec"]["dataSource"]>;

function isSource({ apiGroup, kind, name }: Source): boolean {
  if (!kind || !name) return false;
  return apiGroup ? apiGroup === "snapshot.storage.k8s.io" : kind === "PersistentVolumeClaim";
}

export function fillVolume(volume: PersistentVolume): void {
  const { spec } = volume;
  spec.persistentVolumeReclaimPolicy ??= "Retain";
  spec.volumeMode ??= "Filesystem";
  if (spec.hostPath) spec.hostPath.type ??= "";
}

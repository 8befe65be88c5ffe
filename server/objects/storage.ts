import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from "./types";

/** What makes folders of this machine into volumes. */
export const localProvisioner = "pilothouse.dev/local";

export const claimProtection = "kubernetes.io/pvc-protection";
export const volumeProtection = "kubernetes.io/pv-protection";

/** Which node a claim's volume is to lie on: the scheduler says it, the provisioner reads it. */
export const selectedNodeAnnotation = "volume.kubernetes.io/selected-node";

const defaultClassAnnotation = "storageclass.kubernetes.io/is-default-class";

/** The class that a claim without one is given. */
export function isDefaultClass({ metadata }: StorageClass): boolean {
  return metadata.annotations?.[defaultClassAnnotation] === "true";
}

export function isBound({ status }: PersistentVolumeClaim): boolean {
  return status?.phase === "Bound";
}

const modes = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
] as const;

/** `RWO,ROX`: access modes as kubectl prints them, in its order. */
export function modesText(given: PersistentVolume["spec"]["accessModes"]): string {
  return modes.flatMap(([mode, short]) => (given?.includes(mode) ? short : [])).join(",");
}

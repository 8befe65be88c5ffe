import { persistentVolume } from "../kinds/persistentVolume";
import { persistentVolumeClaim } from "../kinds/persistentVolumeClaim";
import { storageClass } from "../kinds/storageClass";
import { claimProtection, localProvisioner, volumeProtection } from "../storage";
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from "../types";
import { Builder, metadataFor } from "./builder";

/** 1 GiB of class `local`, read and written by one node. */
export function aClaim(name = "data"): Builder<PersistentVolumeClaim> {
  return new Builder<PersistentVolumeClaim>(persistentVolumeClaim, {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { ...metadataFor("PersistentVolumeClaim", name, "default"), finalizers: [claimProtection] },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "local",
      resources: { requests: { storage: "1Gi" } },
    },
    status: { phase: "Pending" },
  });
}

/** 1 GiB of no class in a folder that any node can reach; nobody has claimed it. */
export function aVolume(name = "disk"): Builder<PersistentVolume> {
  return new Builder<PersistentVolume>(persistentVolume, {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { ...metadataFor("PersistentVolume", name), finalizers: [volumeProtection] },
    spec: { accessModes: ["ReadWriteOnce"], capacity: { storage: "1Gi" }, hostPath: { path: `/disks/${name}` } },
    status: { phase: "Available" },
  });
}

/** As the platform makes it: the default class, bound once a pod needs it. */
export function aStorageClass(name = "local"): Builder<StorageClass> {
  return new Builder<StorageClass>(storageClass, {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: metadataFor("StorageClass", name),
    provisioner: localProvisioner,
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
  });
}

import { ageColumn, nameColumn } from "../columns";
import { fillVolume } from "../defaults/storage";
import { defineKind } from "../defineKind";
import { isDeleting } from "../meta";
import { schemaOf } from "../schemas";
import { modesText } from "../storage";
import type { PersistentVolume } from "../types";
import { validateVolume } from "../validation/volume";

export const persistentVolume = defineKind({
  group: "",
  version: "v1",
  kind: "PersistentVolume",
  plural: "persistentvolumes",
  shortNames: ["pv"],
  isNamespaced: false,
  subresources: ["status"],
  schema: schemaOf("core.v1.PersistentVolume"),
  fill: fillVolume,
  check: validateVolume,
  hasOwnColumns: true,
  columns: [
    nameColumn,
    { name: "Capacity", type: "string", value: ({ spec }) => String(spec.capacity?.storage ?? "0") },
    { name: "Access Modes", type: "string", value: ({ spec }) => modesText(spec.accessModes) },
    { name: "Reclaim Policy", type: "string", value: ({ spec }) => spec.persistentVolumeReclaimPolicy ?? "" },
    { name: "Status", type: "string", value: (volume) => (isDeleting(volume) ? "Terminating" : phaseOf(volume)) },
    { name: "Claim", type: "string", value: claimText },
    { name: "StorageClass", type: "string", value: ({ spec }) => spec.storageClassName ?? "" },
    {
      name: "VolumeAttributesClass",
      type: "string",
      value: ({ spec }) => spec.volumeAttributesClassName ?? "<unset>",
    },
    { name: "Reason", type: "string", value: ({ status }) => status?.reason ?? "" },
    ageColumn,
    { name: "VolumeMode", type: "string", priority: 1, value: ({ spec }) => spec.volumeMode ?? "<unset>" },
  ],
});

function phaseOf({ status }: PersistentVolume): string {
  return status?.phase ?? "";
}

function claimText({ spec }: PersistentVolume): string {
  return spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : "";
}

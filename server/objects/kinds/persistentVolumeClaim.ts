import { ageColumn, nameColumn } from "../columns";
import { fillClaim } from "../defaults/storage";
import { defineKind } from "../defineKind";
import { isDeleting } from "../meta";
import { schemaOf } from "../schemas";
import { modesText } from "../storage";
import type { PersistentVolumeClaim } from "../types";
import { validateClaim } from "../validation/claim";

export const persistentVolumeClaim = defineKind({
  group: "",
  version: "v1",
  kind: "PersistentVolumeClaim",
  plural: "persistentvolumeclaims",
  shortNames: ["pvc"],
  isNamespaced: true,
  subresources: ["status"],
  schema: schemaOf("core.v1.PersistentVolumeClaim"),
  fill: fillClaim,
  check: validateClaim,
  hasOwnColumns: true,
  columns: [
    nameColumn,
    { name: "Status", type: "string", value: (claim) => (isDeleting(claim) ? "Terminating" : phaseOf(claim)) },
    { name: "Volume", type: "string", value: ({ spec }) => spec.volumeName ?? "" },
    { name: "Capacity", type: "string", value: ({ spec, status }) => (spec.volumeName ? sizeOf(status) : "") },
    {
      name: "Access Modes",
      type: "string",
      value: ({ spec, status }) => (spec.volumeName ? modesText(status?.accessModes) : ""),
    },
    { name: "StorageClass", type: "string", value: ({ spec }) => spec.storageClassName ?? "" },
    {
      name: "VolumeAttributesClass",
      type: "string",
      value: ({ spec }) => spec.volumeAttributesClassName ?? "<unset>",
    },
    ageColumn,
    { name: "VolumeMode", type: "string", priority: 1, value: ({ spec }) => spec.volumeMode ?? "<unset>" },
  ],
});

function phaseOf({ status }: PersistentVolumeClaim): string {
  return status?.phase ?? "";
}

function sizeOf(status: PersistentVolumeClaim["status"]): string {
  return String(status?.capacity?.storage ?? "0");
}

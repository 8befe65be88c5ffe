import { ageColumn } from "../columns";
import { fillStorageClass } from "../defaults/storage";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { isDefaultClass } from "../storage";
import { validateStorageClass } from "../validation/storageClass";

export const storageClass = defineKind({
  group: "storage.k8s.io",
  version: "v1",
  kind: "StorageClass",
  plural: "storageclasses",
  shortNames: ["sc"],
  isNamespaced: false,
  schema: schemaOf("storage.v1.StorageClass"),
  fill: fillStorageClass,
  check: validateStorageClass,
  hasOwnColumns: true,
  columns: [
    {
      name: "Name",
      type: "string",
      value: (object) => `${object.metadata.name}${isDefaultClass(object) ? " (default)" : ""}`,
    },
    { name: "Provisioner", type: "string", value: ({ provisioner }) => provisioner },
    { name: "ReclaimPolicy", type: "string", value: ({ reclaimPolicy }) => reclaimPolicy ?? "Delete" },
    { name: "VolumeBindingMode", type: "string", value: ({ volumeBindingMode }) => volumeBindingMode ?? "Immediate" },
    { name: "AllowVolumeExpansion", type: "string", value: (object) => object.allowVolumeExpansion ?? false },
    ageColumn,
  ],
});

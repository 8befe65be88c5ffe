import { fillCustomResourceDefinition } from "../defaults/customResourceDefinition";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { validateCustomResourceDefinition } from "../validation/customResourceDefinition";

/** A kind that others bring. What its schemas say is checked by admission, beside what only the cluster knows. */
export const customResourceDefinition = defineKind({
  group: "apiextensions.k8s.io",
  version: "v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  shortNames: ["crd", "crds"],
  categories: ["api-extensions"],
  isNamespaced: false,
  subresources: ["status"],
  schema: schemaOf("apiextensions.v1.CustomResourceDefinition"),
  fill: fillCustomResourceDefinition,
  check: validateCustomResourceDefinition,
  hasOwnColumns: true,
  columns: [
    { name: "Name", type: "string", value: ({ metadata }) => metadata.name },
    { name: "Created At", type: "date", value: ({ metadata }) => metadata.creationTimestamp },
  ],
});

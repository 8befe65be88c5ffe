import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";

export const serviceAccount = defineKind({
  group: "",
  version: "v1",
  kind: "ServiceAccount",
  plural: "serviceaccounts",
  shortNames: ["sa"],
  isNamespaced: true,
  subresources: ["token"],
  schema: schemaOf("core.v1.ServiceAccount"),
  columns: [],
});

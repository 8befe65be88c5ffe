import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { validateConfigMap } from "../validation/data";

export const configMap = defineKind({
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  shortNames: ["cm"],
  isNamespaced: true,
  schema: schemaOf("core.v1.ConfigMap"),
  check: validateConfigMap,
  columns: [
    {
      name: "Data",
      type: "string",
      value: ({ data = {}, binaryData = {} }) => Object.keys(data).length + Object.keys(binaryData).length,
    },
  ],
});

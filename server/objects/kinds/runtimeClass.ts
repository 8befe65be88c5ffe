import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { validateRuntimeClass } from "../validation/runtimeClass";

export const runtimeClass = defineKind({
  group: "node.k8s.io",
  version: "v1",
  kind: "RuntimeClass",
  plural: "runtimeclasses",
  isNamespaced: false,
  schema: schemaOf("node.v1.RuntimeClass"),
  check: validateRuntimeClass,
  columns: [{ name: "Handler", type: "string", value: ({ handler }) => handler }],
});

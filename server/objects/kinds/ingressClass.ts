import { fillIngressClass } from "../defaults/networking";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { IngressClass } from "../types";
import { validateIngressClass } from "../validation/ingressClass";

export const ingressClass = defineKind({
  group: "networking.k8s.io",
  version: "v1",
  kind: "IngressClass",
  plural: "ingressclasses",
  isNamespaced: false,
  schema: schemaOf("networking.v1.IngressClass"),
  fill: fillIngressClass,
  check: validateIngressClass,
  columns: [
    { name: "Controller", type: "string", value: ({ spec }) => spec.controller ?? "" },
    { name: "Parameters", type: "string", value: parametersText },
  ],
});

function parametersText({ spec }: IngressClass): string {
  if (!spec.parameters) return "<none>";
  const { apiGroup, kind, name } = spec.parameters;
  return `${kind}${apiGroup ? `.${apiGroup}` : ""}/${name}`;
}

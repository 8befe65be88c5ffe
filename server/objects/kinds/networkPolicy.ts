import { selectorText } from "../columns";
import { fillNetworkPolicy } from "../defaults/networking";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { validateNetworkPolicy } from "../validation/networkPolicy";

export const networkPolicy = defineKind({
  group: "networking.k8s.io",
  version: "v1",
  kind: "NetworkPolicy",
  plural: "networkpolicies",
  shortNames: ["netpol"],
  isNamespaced: true,
  schema: schemaOf("networking.v1.NetworkPolicy"),
  fill: fillNetworkPolicy,
  check: validateNetworkPolicy,
  columns: [{ name: "Pod-Selector", type: "string", value: ({ spec }) => selectorText(spec.podSelector) }],
});

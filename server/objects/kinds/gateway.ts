import { fillGateway } from "../defaults/gateway";
import { defineKind } from "../defineKind";
import { gatewaySchemaOf } from "../gatewaySchemas";
import { conditionOf } from "../meta";
import { validateGateway } from "../validation/gateway";

export const gateway = defineKind({
  group: "gateway.networking.k8s.io",
  version: "v1",
  kind: "Gateway",
  plural: "gateways",
  shortNames: ["gtw"],
  categories: ["gateway-api"],
  isNamespaced: true,
  subresources: ["status"],
  schema: gatewaySchemaOf("Gateway"),
  fill: fillGateway,
  check: validateGateway,
  columns: [
    { name: "Class", type: "string", value: ({ spec }) => spec.gatewayClassName },
    {
      name: "Address",
      type: "string",
      value: ({ status }) => (status?.addresses ?? []).map(({ value }) => value).join(","),
    },
    {
      name: "Programmed",
      type: "string",
      value: ({ status }) => conditionOf(status?.conditions, "Programmed")?.status ?? "",
    },
  ],
});

import { defineKind } from "../defineKind";
import { gatewaySchemaOf } from "../gatewaySchemas";
import { conditionOf } from "../meta";
import { validateGatewayClass } from "../validation/gateway";

export const gatewayClass = defineKind({
  group: "gateway.networking.k8s.io",
  version: "v1",
  kind: "GatewayClass",
  plural: "gatewayclasses",
  shortNames: ["gc"],
  categories: ["gateway-api"],
  isNamespaced: false,
  subresources: ["status"],
  schema: gatewaySchemaOf("GatewayClass"),
  check: validateGatewayClass,
  columns: [
    { name: "Controller", type: "string", value: ({ spec }) => spec.controllerName },
    {
      name: "Accepted",
      type: "string",
      value: ({ status }) => conditionOf(status?.conditions, "Accepted")?.status ?? "",
    },
    { name: "Description", type: "string", priority: 1, value: ({ spec }) => spec.description ?? "" },
  ],
});

import { fillHttpRoute } from "../defaults/gateway";
import { defineKind } from "../defineKind";
import { gatewaySchemaOf } from "../gatewaySchemas";
import { validateHttpRoute } from "../validation/httpRoute";

export const httpRoute = defineKind({
  group: "gateway.networking.k8s.io",
  version: "v1",
  kind: "HTTPRoute",
  plural: "httproutes",
  categories: ["gateway-api"],
  isNamespaced: true,
  subresources: ["status"],
  schema: gatewaySchemaOf("HTTPRoute"),
  fill: fillHttpRoute,
  check: validateHttpRoute,
  columns: [{ name: "Hostnames", type: "string", value: ({ spec }) => JSON.stringify(spec.hostnames ?? []) }],
});

import { fillEndpointSlice } from "../defaults/service";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { EndpointSlice } from "../types";
import { validateEndpointSlice } from "../validation/endpointSlice";

export const endpointSlice = defineKind({
  group: "discovery.k8s.io",
  version: "v1",
  kind: "EndpointSlice",
  plural: "endpointslices",
  isNamespaced: true,
  schema: schemaOf("discovery.v1.EndpointSlice"),
  fill: fillEndpointSlice,
  check: validateEndpointSlice,
  columns: [
    { name: "AddressType", type: "string", value: (slice) => slice.addressType },
    { name: "Ports", type: "string", value: portsText },
    {
      name: "Endpoints",
      type: "string",
      value: (slice) => firstFew((slice.endpoints ?? []).map(({ addresses }) => addresses[0] ?? "")) || "<unset>",
    },
  ],
});

function portsText(slice: EndpointSlice): string {
  const ports = (slice.ports ?? []).map(({ port, name }) => (port === undefined ? (name ?? "*") : String(port)));
  return firstFew(ports) || "<unset>";
}

function firstFew(texts: readonly string[]): string {
  const rest = texts.length - 3;
  return texts.slice(0, 3).join(",") + (rest > 0 ? ` + ${rest} more...` : "");
}

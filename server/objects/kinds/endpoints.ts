import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { Endpoints } from "../types";
import { validateEndpoints } from "../validation/endpoints";

/** What EndpointSlices replaced, kept for programs that still read it: one object with all addresses of a Service. */
export const endpoints = defineKind({
  group: "",
  version: "v1",
  kind: "Endpoints",
  plural: "endpoints",
  shortNames: ["ep"],
  isNamespaced: true,
  schema: schemaOf("core.v1.Endpoints"),
  fill: ({ subsets }) => {
    for (const { ports } of subsets ?? []) for (const port of ports ?? []) port.protocol ??= "TCP";
  },
  check: validateEndpoints,
  columns: [{ name: "Endpoints", type: "string", value: addressesText }],
});

const most = 3;

/** `10.0.0.1:80,10.0.0.2:80`, three at most; after Kubernetes' `formatEndpoints`. */
function addressesText({ subsets }: Endpoints): string {
  const shown: string[] = [];
  let count = 0;
  for (const { addresses = [], ports = [] } of subsets ?? []) {
    const written = ports.length > 0 ? ports.map(({ port }) => port) : [undefined];
    for (const port of written)
      for (const { ip } of addresses) {
        count++;
        if (shown.length < most) shown.push(port === undefined ? ip : `${hostText(ip)}:${port}`);
      }
  }
  if (count === 0) return "<none>";
  return shown.join(",") + (count > most ? ` + ${count - most} more...` : "");
}

function hostText(ip: string): string {
  return ip.includes(":") ? `[${ip}]` : ip;
}

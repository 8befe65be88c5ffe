import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { Ingress } from "../types";
import { validateIngress } from "../validation/ingress";

export const ingress = defineKind({
  group: "networking.k8s.io",
  version: "v1",
  kind: "Ingress",
  plural: "ingresses",
  shortNames: ["ing"],
  isNamespaced: true,
  subresources: ["status"],
  schema: schemaOf("networking.v1.Ingress"),
  check: validateIngress,
  columns: [
    { name: "Class", type: "string", value: ({ spec }) => spec.ingressClassName ?? "<none>" },
    { name: "Hosts", type: "string", value: hostsText },
    { name: "Address", type: "string", value: addressText },
    { name: "Ports", type: "string", value: ({ spec }) => (spec.tls?.length ? "80, 443" : "80") },
  ],
});

const mostHosts = 3;

function hostsText({ spec }: Ingress): string {
  const hosts = (spec.rules ?? []).flatMap(({ host }) => host || []);
  if (hosts.length === 0) return "*";
  const shown = hosts.slice(0, mostHosts).join(",");
  return hosts.length > mostHosts ? `${shown} + ${hosts.length - mostHosts} more...` : shown;
}

function addressText({ status }: Ingress): string {
  return (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || "").join(",");
}

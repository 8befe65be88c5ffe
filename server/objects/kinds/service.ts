import { mapText } from "../columns";
import { fillService } from "../defaults/service";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { KubeObject, Service } from "../types";
import { validateService } from "../validation/service";

export const service = defineKind({
  group: "",
  version: "v1",
  kind: "Service",
  plural: "services",
  shortNames: ["svc"],
  categories: ["all"],
  isNamespaced: true,
  subresources: ["status"],
  schema: schemaOf("core.v1.Service"),
  fill: fillService,
  check: validateService,
  columns: [
    { name: "Type", type: "string", value: ({ spec }) => spec.type ?? "ClusterIP" },
    { name: "Cluster-IP", type: "string", value: ({ spec }) => spec.clusterIP || "<none>" },
    { name: "External-IP", type: "string", value: externalText },
    { name: "Port(s)", type: "string", value: portsText },
    { name: "Selector", type: "string", priority: 1, value: ({ spec }) => mapText(spec.selector) },
  ],
  selectable: {
    "spec.clusterIP": (object) => asService(object).spec.clusterIP ?? "",
    "spec.type": (object) => asService(object).spec.type ?? "",
  },
});

function asService(object: KubeObject): Service {
  return object as unknown as Service;
}

function externalText({ spec, status }: Service): string {
  if (spec.type === "ExternalName") return spec.externalName ?? "<none>";
  const given = spec.externalIPs?.join(",") || "";
  if (spec.type !== "LoadBalancer") return given || "<none>";
  const balancers = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname).join(",");
  return [balancers, given].filter(Boolean).join(",") || "<pending>";
}

function portsText({ spec }: Service): string {
  const ports = (spec.ports ?? []).map(({ port, nodePort, protocol = "TCP" }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return ports.join(",") || "<none>";
}

import { ageColumn, nameColumn } from "../columns";
import { defineKind } from "../defineKind";
import { conditionOf } from "../meta";
import { schemaOf } from "../schemas";
import type { Node } from "../types";
import { validateNode } from "../validation/cluster";

export const node = defineKind({
  group: "",
  version: "v1",
  kind: "Node",
  plural: "nodes",
  shortNames: ["no"],
  isNamespaced: false,
  subresources: ["status"],
  schema: schemaOf("core.v1.Node"),
  check: validateNode,
  columns: [
    nameColumn,
    { name: "Status", type: "string", value: statusText },
    { name: "Roles", type: "string", value: rolesText },
    ageColumn,
    { name: "Version", type: "string", value: (node) => node.status?.nodeInfo?.kubeletVersion ?? "" },
    { name: "Internal-IP", type: "string", priority: 1, value: (node) => addressOf(node, "InternalIP") },
    { name: "External-IP", type: "string", priority: 1, value: (node) => addressOf(node, "ExternalIP") },
    { name: "OS-Image", type: "string", priority: 1, value: (node) => node.status?.nodeInfo?.osImage ?? "<unknown>" },
    {
      name: "Kernel-Version",
      type: "string",
      priority: 1,
      value: (node) => node.status?.nodeInfo?.kernelVersion ?? "<unknown>",
    },
    {
      name: "Container-Runtime",
      type: "string",
      priority: 1,
      value: (node) => node.status?.nodeInfo?.containerRuntimeVersion ?? "<unknown>",
    },
  ],
  hasOwnColumns: true,
  selectable: {
    "spec.unschedulable": (object) => String((object.spec as Node["spec"] | undefined)?.unschedulable ?? false),
  },
});

function statusText(node: Node): string {
  const ready = conditionOf(node.status?.conditions, "Ready");
  const health = ready ? (ready.status === "True" ? "Ready" : "NotReady") : "Unknown";
  return node.spec.unschedulable ? `${health},SchedulingDisabled` : health;
}

function rolesText(node: Node): string {
  const prefix = "node-role.kubernetes.io/";
  const roles = Object.entries(node.metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(prefix)) return key.slice(prefix.length) || [];
    return key === "kubernetes.io/role" && value ? value : [];
  });
  return roles.sort().join(",") || "<none>";
}

function addressOf(node: Node, type: string): string {
  return node.status?.addresses?.find((address) => address.type === type)?.address ?? "<none>";
}

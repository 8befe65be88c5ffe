import { fillPod } from "../defaults/pod";
import { defineKind } from "../defineKind";
import { podSummary, restartsText } from "../podSummary";
import { schemaOf } from "../schemas";
import type { KubeObject, Pod } from "../types";
import { validatePod } from "../validation/pod";

export const pod = defineKind({
  group: "",
  version: "v1",
  kind: "Pod",
  plural: "pods",
  shortNames: ["po"],
  categories: ["all"],
  isNamespaced: true,
  subresources: ["status", "log", "exec", "attach", "portforward", "eviction", "binding"],
  schema: schemaOf("core.v1.Pod"),
  fill: fillPod,
  check: validatePod,
  columns: [
    { name: "Ready", type: "string", value: readyText },
    { name: "Status", type: "string", value: (pod) => podSummary(pod).status },
    { name: "Restarts", type: "string", value: (pod, nowMs) => restartsText(podSummary(pod), nowMs) },
    { name: "IP", type: "string", priority: 1, value: (pod) => pod.status?.podIP ?? "<none>" },
    { name: "Node", type: "string", priority: 1, value: (pod) => pod.spec.nodeName ?? "<none>" },
    { name: "Nominated Node", type: "string", priority: 1, value: (pod) => pod.status?.nominatedNodeName ?? "<none>" },
    { name: "Readiness Gates", type: "string", priority: 1, value: gatesText },
  ],
  selectable: {
    "spec.nodeName": (object) => asPod(object).spec.nodeName ?? "",
    "spec.restartPolicy": (object) => asPod(object).spec.restartPolicy ?? "",
    "spec.schedulerName": (object) => asPod(object).spec.schedulerName ?? "",
    "spec.serviceAccountName": (object) => asPod(object).spec.serviceAccountName ?? "",
    "spec.hostNetwork": (object) => String(asPod(object).spec.hostNetwork ?? false),
    "status.phase": (object) => asPod(object).status?.phase ?? "",
    "status.podIP": (object) => asPod(object).status?.podIP ?? "",
    "status.nominatedNodeName": (object) => asPod(object).status?.nominatedNodeName ?? "",
  },
});

function asPod(object: KubeObject): Pod {
  return object as unknown as Pod;
}

function readyText(pod: Pod): string {
  const { readyContainers, containers } = podSummary(pod);
  return `${readyContainers}/${containers}`;
}

function gatesText(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return "<none>";
  const conditions = pod.status?.conditions ?? [];
  const isTrue = (type: string) => conditions.some((one) => one.type === type && one.status === "True");
  return `${gates.filter((gate) => isTrue(gate.conditionType)).length}/${gates.length}`;
}

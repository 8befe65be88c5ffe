import { conditionRows } from "../conditionRow";
import { eventsOf } from "../eventRow";
import { clusterNamedInput } from "../inputs";
import { listIfAllowed } from "../lists";
import { podRow } from "../pods/podRow";
import { recentUsage } from "../usage";
import { defineView } from "../view";
import { headOf } from "../workloads/details";
import { loadByNode, nodeRow } from "./nodeRow";

const mostPods = 500;

export const nodesGet = defineView({
  name: "nodes.get",
  input: clusterNamedInput,
  refreshMs: 5_000,
  dependsOn: ({ name }) => [{ kind: "Node", name }, { kind: "Pod" }, { kind: "Event" }],
  async read(cluster, { name }, { usage, clock }) {
    const node = await cluster.get("Node", { name });
    const { items } = await listIfAllowed(cluster, "Pod");
    const pods = items.filter((pod) => pod.spec.nodeName === name);
    return {
      ...nodeRow(node, loadByNode(pods).get(name), usage),
      ...headOf(node),
      taints: (node.spec.taints ?? []).map(({ key, value, effect }) => ({ key, value, effect })),
      conditions: conditionRows(node.status?.conditions),
      info: infoOf(node.status?.nodeInfo),
      podRows: pods.slice(0, mostPods).map((pod) => podRow(pod, usage)),
      events: await eventsOf(cluster, [node]),
      usage: recentUsage(usage, "node", name, clock.now()),
    };
  },
});

/** What a node says of itself, as far as it says it. */
function infoOf(info: object | undefined): Record<string, string> {
  const wanted = ["osImage", "kernelVersion", "architecture", "containerRuntimeVersion", "kubeletVersion"];
  const pairs = wanted.map((name) => [name, info ? Reflect.get(info, name) : undefined]);
  return Object.fromEntries(pairs.filter(([, value]) => typeof value === "string" && value !== ""));
}

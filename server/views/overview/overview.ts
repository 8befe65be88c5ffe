import { isReady, isTerminal } from "@/server/objects/pods";
import type { Pod } from "@/server/objects/types";
import { loadByNode, nodeRow } from "../cluster/nodeRow";
import { eventRow, newestFirst } from "../eventRow";
import { nothing } from "../inputs";
import { listIfAllowed, newest } from "../lists";
import { severityRank } from "../severity";
import { defineView } from "../view";
import { deploymentRow } from "../workloads/workloadRow";
import { capacityOf } from "./capacity";
import { needsOf } from "./needs";

const mostNeeds = 50;
const mostNodes = 50;
const mostEvents = 30;
const kinds = ["Node", "Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicaSet", "Pod", "Event"] as const;

export const overview = defineView({
  name: "overview.get",
  input: nothing,
  refreshMs: 5_000,
  dependsOn: () => kinds.map((kind) => ({ kind })),
  async read(cluster, _input, { usage, traffic, clock }) {
    const [nodes, deployments, statefulSets, daemonSets, jobs, replicaSets, pods, events] = await Promise.all([
      listIfAllowed(cluster, "Node"),
      listIfAllowed(cluster, "Deployment"),
      listIfAllowed(cluster, "StatefulSet"),
      listIfAllowed(cluster, "DaemonSet"),
      listIfAllowed(cluster, "Job"),
      listIfAllowed(cluster, "ReplicaSet"),
      listIfAllowed(cluster, "Pod"),
      listIfAllowed(cluster, "Event"),
    ]);
    const loads = loadByNode(pods.items);
    const needs = needsOf({
      nodes: nodes.items,
      deployments: deployments.items,
      statefulSets: statefulSets.items,
      daemonSets: daemonSets.items,
      jobs: jobs.items,
      replicaSets: replicaSets.items,
      pods: pods.items,
    });
    const rows = nodes.items.map((node) => nodeRow(node, loads.get(node.metadata.name), usage));
    return {
      resourceVersion: newest(pods.resourceVersion, events.resourceVersion, nodes.resourceVersion),
      health: {
        ...podFigures(pods.items),
        nodesReady: rows.filter((row) => row.isReady).length,
        nodes: rows.length,
        deployments: deployments.items.length,
        rolloutsUnderWay: deployments.items.filter((one) => deploymentRow(one).status === "Progressing").length,
        /** Nothing was deployed yet: the examples are offered. */
        isEmpty: [deployments, statefulSets, daemonSets, jobs, pods].every(({ items }) => items.length === 0),
      },
      needs: needs.slice(0, mostNeeds),
      needsInAll: needs.length,
      capacity: capacityOf(nodes.items, loads, { usage, nowMs: clock.now() }),
      /** What the gateway carried, oldest first; empty where nothing is measured. */
      traffic: traffic?.series() ?? [],
      nodes: rows.sort((a, b) => severityRank(a.severity) - severityRank(b.severity)).slice(0, mostNodes),
      justNow: [...events.items].sort(newestFirst).slice(0, mostEvents).map(eventRow),
    };
  },
});

/** Of the pods that should run: how many there are, and how many are ready. */
function podFigures(pods: readonly Pod[]): { podsReady: number; pods: number } {
  const running = pods.filter((pod) => !isTerminal(pod));
  return { podsReady: running.filter(isReady).length, pods: running.length };
}

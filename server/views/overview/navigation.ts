import { isTerminal } from "@/server/objects/pods";
import { nodeStatus } from "../cluster/nodeRow";
import { nothing } from "../inputs";
import { listIfAllowed } from "../lists";
import { podCells } from "../pods/podRow";
import { needsSomeone, type Severity } from "../severity";
import { defineView } from "../view";
import { failingWorkloads, standingRow } from "../workloads/standing";
import { daemonSetRow, deploymentRow, jobRow, statefulSetRow } from "../workloads/workloadRow";

export interface NavigationFigure {
  readonly count: number;
  /** How many of them need someone. */
  readonly trouble: number;
}

const kinds = [
  ...["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob"],
  ...["Pod", "Service", "HTTPRoute", "ConfigMap", "Secret", "Node", "Namespace"],
];

/** The figures beside the entries of the navigation. */
export const navigation = defineView({
  name: "overview.navigation",
  input: nothing,
  dependsOn: () => kinds.map((kind) => ({ kind })),
  async read(cluster) {
    const [
      deployments,
      replicaSets,
      statefulSets,
      daemonSets,
      jobs,
      cronJobs,
      pods,
      services,
      routes,
      configMaps,
      secrets,
      nodes,
      namespaces,
    ] = await Promise.all([
      listIfAllowed(cluster, "Deployment"),
      listIfAllowed(cluster, "ReplicaSet"),
      listIfAllowed(cluster, "StatefulSet"),
      listIfAllowed(cluster, "DaemonSet"),
      listIfAllowed(cluster, "Job"),
      listIfAllowed(cluster, "CronJob"),
      listIfAllowed(cluster, "Pod"),
      listIfAllowed(cluster, "Service"),
      listIfAllowed(cluster, "HTTPRoute"),
      listIfAllowed(cluster, "ConfigMap"),
      listIfAllowed(cluster, "Secret"),
      listIfAllowed(cluster, "Node"),
      listIfAllowed(cluster, "Namespace"),
    ]);
    const failing = failingWorkloads(pods.items, replicaSets.items);
    return {
      deployments: figure(deployments.items, (one) => standingRow(deploymentRow(one), failing).severity),
      statefulSets: figure(statefulSets.items, (one) => standingRow(statefulSetRow(one), failing).severity),
      daemonSets: figure(daemonSets.items, (one) => standingRow(daemonSetRow(one), failing).severity),
      jobs: figure(jobs.items, (one) => jobRow(one).severity),
      cronJobs: figure(cronJobs.items, () => "well"),
      pods: figure(
        pods.items.filter((pod) => !isTerminal(pod) || needsSomeone(podCells(pod).severity)),
        (pod) => podCells(pod).severity,
      ),
      services: figure(services.items, () => "well"),
      routes: figure(routes.items, () => "well"),
      config: figure([...configMaps.items, ...secrets.items], () => "well"),
      nodes: figure(nodes.items, (node) => nodeStatus(node).severity),
      namespaces: figure(namespaces.items, () => "well"),
    };
  },
});

function figure<T>(items: readonly T[], severityOf: (item: T) => Severity): NavigationFigure {
  return { count: items.length, trouble: items.filter((item) => needsSomeone(severityOf(item))).length };
}

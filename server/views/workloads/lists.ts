import type { DaemonSet, Deployment, Job, StatefulSet } from "@/server/objects/types";
import { perObject } from "../cells";
import { listIfAllowed, newest } from "../lists";
import { defineView } from "../view";
import { windowInput, windowOf } from "../window";
import { failingWorkloads, standingRow } from "./standing";
import { daemonSetRow, deploymentRow, jobRow, statefulSetRow, workloadCells } from "./workloadRow";

const input = windowInput(["name", "namespace", "status", "ready", "age"]);
const deploymentCells = perObject((one: Deployment) => workloadCells(deploymentRow(one), one.metadata.labels));
const statefulSetCells = perObject((one: StatefulSet) => workloadCells(statefulSetRow(one), one.metadata.labels));
const daemonSetCells = perObject((one: DaemonSet) => workloadCells(daemonSetRow(one), one.metadata.labels));
const jobCells = perObject((one: Job) => {
  const { name, namespace, status, severity, createdAt, images, succeeded } = jobRow(one);
  const { labels } = one.metadata;
  return {
    name,
    namespace,
    status,
    severity,
    labels,
    createdAt,
    words: images.join(" "),
    sortable: { ready: succeeded },
  };
});

export const deploymentsList = defineView({
  name: "deployments.list",
  input,
  dependsOn: ({ namespace }) => ["Deployment", "ReplicaSet", "Pod"].map((kind) => ({ kind, namespace })),
  async read(cluster, wanted) {
    const { items, resourceVersion } = await cluster.list("Deployment", { namespace: wanted.namespace });
    const [pods, sets] = await Promise.all([
      listIfAllowed(cluster, "Pod", wanted.namespace),
      listIfAllowed(cluster, "ReplicaSet", wanted.namespace),
    ]);
    const failing = failingWorkloads(pods.items, sets.items);
    const project = (one: Deployment) => standingRow(deploymentRow(one), failing);
    const cells = (one: Deployment) =>
      failing.has(one.metadata.uid) ? workloadCells(project(one), one.metadata.labels) : deploymentCells(one);
    return windowOf({ items, resourceVersion: newest(resourceVersion, pods.resourceVersion), cells, project }, wanted);
  },
});

export const statefulSetsList = defineView({
  name: "statefulsets.list",
  input,
  dependsOn: ({ namespace }) => [{ kind: "StatefulSet", namespace }],
  async read(cluster, wanted) {
    const { items, resourceVersion } = await cluster.list("StatefulSet", { namespace: wanted.namespace });
    return windowOf({ items, resourceVersion, cells: statefulSetCells, project: statefulSetRow }, wanted);
  },
});

export const daemonSetsList = defineView({
  name: "daemonsets.list",
  input,
  dependsOn: ({ namespace }) => [{ kind: "DaemonSet", namespace }],
  async read(cluster, wanted) {
    const { items, resourceVersion } = await cluster.list("DaemonSet", { namespace: wanted.namespace });
    return windowOf({ items, resourceVersion, cells: daemonSetCells, project: daemonSetRow }, wanted);
  },
});

export const jobsList = defineView({
  name: "jobs.list",
  input,
  dependsOn: ({ namespace }) => [{ kind: "Job", namespace }],
  async read(cluster, wanted) {
    const { items, resourceVersion } = await cluster.list("Job", { namespace: wanted.namespace });
    return windowOf({ items, resourceVersion, cells: jobCells, project: jobRow }, wanted);
  },
});

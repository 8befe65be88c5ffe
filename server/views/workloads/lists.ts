import type { DaemonSet, Deployment, Job, StatefulSet } from "@/server/objects/types";
import { perObject } from "../cells";
import { defineView } from "../view";
import { windowInput, windowOf } from "../window";
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
  dependsOn: ({ namespace }) => [{ kind: "Deployment", namespace }],
  async read(cluster, wanted) {
    const { items, resourceVersion } = await cluster.list("Deployment", { namespace: wanted.namespace });
    return windowOf({ items, resourceVersion, cells: deploymentCells, project: deploymentRow }, wanted);
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

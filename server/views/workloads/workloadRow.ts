import { conditionOf } from "@/server/objects/meta";
import type { DaemonSet, Deployment, Job, PodTemplate, StatefulSet } from "@/server/objects/types";
import { perObject } from "../cells";
import type { Severity } from "../severity";
import type { Cells } from "../window";

/** A Deployment's, a StatefulSet's or a DaemonSet's line. */
export interface WorkloadRow {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `Ready`, `Progressing`, `Stuck`, `Paused`, `Unavailable`, `Stopped` (asks for no pod), `Deleting` */
  readonly status: string;
  readonly severity: Severity;
  /** The engine's words for what is wrong. */
  readonly message?: string;
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly images: readonly string[];
  readonly createdAt: string;
  readonly isPaused: boolean;
}

interface Figures {
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly isPaused: boolean;
  readonly isObserved: boolean;
  /** Its newest version has not been complete yet: that nothing answers is no news before its deadline. */
  readonly isRolling: boolean;
  readonly failure?: string;
  /** Pods that keep an older template because they were told to; none unless told. */
  readonly held?: number;
}

type Workload = Deployment | StatefulSet | DaemonSet;

function deploymentFigures(deployment: Deployment): Figures {
  const { spec, status } = deployment;
  const progressing = conditionOf(status?.conditions, "Progressing");
  const replicaFailure = conditionOf(status?.conditions, "ReplicaFailure");
  const failed =
    progressing?.status === "False" ? progressing : replicaFailure?.status === "True" ? replicaFailure : undefined;
  return {
    desired: spec.replicas ?? 1,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    isPaused: spec.paused ?? false,
    isObserved: (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0),
    isRolling: progressing?.status === "True" && progressing.reason !== "NewReplicaSetAvailable",
    failure: failed && (failed.message ?? failed.reason ?? ""),
  };
}

function statefulSetFigures({ metadata, spec, status }: StatefulSet): Figures {
  const desired = spec.replicas ?? 1;
  const { type, rollingUpdate } = spec.updateStrategy ?? {};
  return {
    desired,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    isPaused: false,
    isRolling: status?.currentRevision !== status?.updateRevision,
    isObserved: (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0),
    held: type === "OnDelete" ? desired : Math.min(desired, rollingUpdate?.partition ?? 0),
  };
}

function daemonSetFigures({ metadata, spec, status }: DaemonSet): Figures {
  const desired = status?.desiredNumberScheduled ?? 0;
  return {
    desired,
    updated: status?.updatedNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
    available: status?.numberAvailable ?? 0,
    isPaused: false,
    isRolling: false,
    isObserved: (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0),
    held: spec.updateStrategy?.type === "OnDelete" ? desired : 0,
  };
}

function statusOf(workload: Workload, figures: Figures): { status: string; severity: Severity } {
  const { desired, ready, available, held = 0 } = figures;
  // What is held back counts as done.
  const updated = Math.max(figures.updated, Math.min(desired, figures.updated + held));
  if (workload.metadata.deletionTimestamp) return { status: "Deleting", severity: "busy" };
  if (figures.failure !== undefined) return { status: "Stuck", severity: "critical" };
  if (figures.isPaused && updated < desired) return { status: "Paused", severity: "busy" };
  if (desired === 0 && figures.isObserved) return { status: "Stopped", severity: "well" };
  if (!figures.isObserved || updated < desired) return { status: "Progressing", severity: "busy" };
  if (ready >= desired && available >= desired)
    return { status: figures.isPaused ? "Paused" : "Ready", severity: "well" };
  return available === 0 && !figures.isRolling
    ? { status: "Unavailable", severity: "critical" }
    : { status: "Progressing", severity: "busy" };
}

export const deploymentRow = perObject((deployment: Deployment) => rowOf(deployment, deploymentFigures(deployment)));
export const statefulSetRow = perObject((set: StatefulSet) => rowOf(set, statefulSetFigures(set)));
export const daemonSetRow = perObject((daemonSet: DaemonSet) => rowOf(daemonSet, daemonSetFigures(daemonSet)));

function rowOf(workload: Workload, figures: Figures): WorkloadRow {
  const { namespace = "", name, uid, creationTimestamp: createdAt } = workload.metadata;
  const { desired, updated, ready, available, isPaused } = figures;
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    uid,
    ...statusOf(workload, figures),
    message: figures.failure,
    desired,
    updated,
    ready,
    available,
    isPaused,
    images: imagesOf(workload.spec.template),
    createdAt,
  };
}

/** Filtered and sorted by. */
export function workloadCells(row: WorkloadRow, labels: Cells["labels"]): Cells {
  const { name, namespace, status, severity, createdAt, ready, images } = row;
  return { name, namespace, status, severity, labels, createdAt, words: images.join(" "), sortable: { ready } };
}

export function imagesOf(template: PodTemplate): string[] {
  return [...new Set((template.spec?.containers ?? []).map(({ image }) => image ?? ""))];
}

export interface JobRow {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `Complete`, `Failed`, `Suspended`, `Running`, `Deleting` */
  readonly status: string;
  readonly severity: Severity;
  readonly message?: string;
  readonly completions: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly active: number;
  readonly images: readonly string[];
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

export const jobRow = perObject((job: Job): JobRow => {
  const { namespace = "", name, uid, creationTimestamp: createdAt } = job.metadata;
  const failed = conditionOf(job.status?.conditions, "Failed");
  const complete = conditionOf(job.status?.conditions, "Complete");
  const end = complete?.status === "True" ? complete : failed?.status === "True" ? failed : undefined;
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    uid,
    ...jobStatus(job, end?.type),
    message: end?.type === "Failed" ? end.message : undefined,
    completions: job.spec.completions ?? 1,
    succeeded: job.status?.succeeded ?? 0,
    failed: job.status?.failed ?? 0,
    active: job.status?.active ?? 0,
    images: imagesOf(job.spec.template),
    createdAt,
    startedAt: job.status?.startTime,
    finishedAt: job.status?.completionTime ?? end?.lastTransitionTime,
  };
});

function jobStatus(job: Job, end: string | undefined): { status: string; severity: Severity } {
  if (job.metadata.deletionTimestamp) return { status: "Deleting", severity: "busy" };
  if (end === "Failed") return { status: "Failed", severity: "critical" };
  if (end === "Complete") return { status: "Complete", severity: "well" };
  if (job.spec.suspend) return { status: "Suspended", severity: "busy" };
  return { status: "Running", severity: "busy" };
}

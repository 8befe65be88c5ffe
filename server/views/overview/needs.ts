import { controllerOf } from "@/server/objects/meta";
import type { DaemonSet, Deployment, Job, Node, Pod, ReplicaSet, StatefulSet } from "@/server/objects/types";
import { nodeStatus } from "../cluster/nodeRow";
import { podCells } from "../pods/podRow";
import { isUnschedulable, podStatus } from "../pods/podStatus";
import { needsSomeone, type Severity, severityRank } from "../severity";
import { failingWorkloads, standingRow } from "../workloads/standing";
import { daemonSetRow, deploymentRow, jobRow, statefulSetRow, type WorkloadRow } from "../workloads/workloadRow";

/** Something that will not mend itself. The browser makes the sentence from `problem` and the figures. */
export interface Need {
  readonly key: string;
  readonly severity: Severity;
  readonly problem:
    | "NodeNotReady"
    | "NodePressure"
    | "RolloutStuck"
    | "Unavailable"
    | "JobFailed"
    | "PodPending"
    | "PodFailing";
  readonly object: { readonly kind: string; readonly namespace?: string; readonly name: string };
  /** The engine's word: `CrashLoopBackOff`, `Stuck`, `NotReady`. */
  readonly status: string;
  /** The engine's words on why. */
  readonly message?: string;
  /** How many pods have the same trouble under the same owner; the object is the first of them. */
  readonly count: number;
  readonly owner?: { readonly kind: string; readonly name: string };
}

export interface Observed {
  readonly nodes: readonly Node[];
  readonly deployments: readonly Deployment[];
  readonly statefulSets: readonly StatefulSet[];
  readonly daemonSets: readonly DaemonSet[];
  readonly jobs: readonly Job[];
  readonly replicaSets: readonly ReplicaSet[];
  readonly pods: readonly Pod[];
}

/** The worst first. Pods of one owner with one trouble are one line, which says it for a workload that none of serves. */
export function needsOf(observed: Observed): Need[] {
  const ofPods = podNeeds(observed);
  const ofRollouts = rolloutNeeds(observed);
  const saidByPods = (need: Need) => need.problem === "Unavailable" && ofPods.some((one) => isOf(one, need));
  const raised = ofPods.map((one) => {
    const above = ofRollouts.find((need) => need.problem === "Unavailable" && isOf(one, need));
    return above ? { ...one, severity: above.severity } : one;
  });
  return [
    ...observed.nodes.flatMap(nodeNeed),
    ...ofRollouts.filter((need) => !saidByPods(need)),
    ...observed.jobs.flatMap(jobNeed),
    ...raised,
  ].sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
}

function isOf(pods: Need, { object }: Need): boolean {
  const { owner } = pods;
  return owner?.kind === object.kind && owner.name === object.name && pods.object.namespace === object.namespace;
}

function rolloutNeeds(observed: Observed): Need[] {
  const failing = failingWorkloads(observed.pods, observed.replicaSets);
  const row = (one: WorkloadRow) => standingRow(one, failing);
  return [
    ...observed.deployments.flatMap((one) => rolloutNeed("Deployment", row(deploymentRow(one)))),
    ...observed.statefulSets.flatMap((one) => rolloutNeed("StatefulSet", row(statefulSetRow(one)))),
    ...observed.daemonSets.flatMap((one) => rolloutNeed("DaemonSet", row(daemonSetRow(one)))),
  ];
}

function nodeNeed(node: Node): Need[] {
  const { status, severity, message, isReady } = nodeStatus(node);
  if (!needsSomeone(severity)) return [];
  const { name } = node.metadata;
  const problem = isReady ? "NodePressure" : "NodeNotReady";
  return [{ key: `Node/${name}`, severity, problem, object: { kind: "Node", name }, status, message, count: 1 }];
}

function rolloutNeed(kind: string, row: WorkloadRow): Need[] {
  if (!needsSomeone(row.severity)) return [];
  const { key, severity, namespace, name, status, message } = row;
  const problem = status === "Stuck" ? "RolloutStuck" : "Unavailable";
  return [{ key: `${kind}/${key}`, severity, problem, object: { kind, namespace, name }, status, message, count: 1 }];
}

function jobNeed(job: Job): Need[] {
  const { key, severity, namespace, name, status, message } = jobRow(job);
  if (!needsSomeone(severity)) return [];
  return [
    {
      key: `Job/${key}`,
      severity,
      problem: "JobFailed",
      object: { kind: "Job", namespace, name },
      status,
      message,
      count: 1,
    },
  ];
}

function podNeeds({ pods, replicaSets, jobs }: Observed): Need[] {
  const deploymentOf = new Map(replicaSets.map((set) => [set.metadata.uid, controllerOf(set)]));
  const failedJobs = new Set(jobs.filter((job) => jobRow(job).status === "Failed").map(({ metadata }) => metadata.uid));
  const found = new Map<string, Need>();
  for (const pod of pods) {
    if (!needsSomeone(podCells(pod).severity)) continue;
    const controller = controllerOf(pod);
    // A failed Job says it for its pods.
    if (controller && failedJobs.has(controller.uid)) continue;
    const owner = (controller && deploymentOf.get(controller.uid)) ?? controller;
    const need = podNeed(pod, owner && { kind: owner.kind, name: owner.name });
    const known = found.get(need.key);
    found.set(need.key, known ? { ...known, count: known.count + 1 } : need);
  }
  return [...found.values()];
}

function podNeed(pod: Pod, owner: Need["owner"]): Need {
  const { status, severity, message } = podStatus(pod);
  const { namespace, name } = pod.metadata;
  const key = owner ? `${owner.kind}/${namespace}/${owner.name}/${status}` : `Pod/${namespace}/${name}`;
  const problem = isUnschedulable(pod) ? "PodPending" : "PodFailing";
  return { key, severity, problem, object: { kind: "Pod", namespace, name }, status, message, count: 1, owner };
}

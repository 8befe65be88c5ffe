import { conditionOf } from "@/server/objects/meta";
import { afterAnnotation, isTerminal } from "@/server/objects/pods";
import type { DaemonSet, Deployment, Job, Pod, StatefulSet } from "@/server/objects/types";
import type { Action, Outcome } from "../actions";
import { nothing } from "../actions";
import { afterGate } from "../podFromTemplate";

/** Says on the pod for what it waits. */
const afterCondition = "pilothouse.dev/After";

export interface Workloads {
  deployment(name: string): Deployment | undefined;
  statefulSet(name: string): StatefulSet | undefined;
  daemonSet(name: string): DaemonSet | undefined;
  job(name: string): Job | undefined;
}

export function hasAfterGate(pod: Pod): boolean {
  return pod.spec.schedulingGates?.some(({ name }) => name === afterGate) === true;
}

/** The names that a pod waits for. */
export function namesIn(pod: Pod): string[] {
  return (pod.metadata.annotations?.[afterAnnotation] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}

/** Keeps a pod's gate closed until every workload it names is ready, and says which is not. */
export function reconcile(pod: Pod, workloads: Workloads, timestamp: string): Outcome {
  if (!hasAfterGate(pod) || isTerminal(pod)) return nothing;
  const waits = namesIn(pod).flatMap((name) => {
    const why = whyNotReady(name, workloads);
    return why === undefined ? [] : [`${name} (${why})`];
  });
  if (waits.length > 0)
    return {
      actions: note(pod, { status: "False", reason: "Waiting", message: `Waiting for ${waits.join(", ")}` }, timestamp),
    };
  const schedulingGates = pod.spec.schedulingGates?.filter(({ name }) => name !== afterGate);
  const noted = note(pod, { status: "True", reason: "Ready", message: "Everything it waits for is ready" }, timestamp);
  // The condition first: once the gate is lifted nobody looks at it again.
  if (noted.length > 0) return { actions: noted, retryAfterMs: 1 };
  return { actions: [{ do: "update", kind: "Pod", object: { ...pod, spec: { ...pod.spec, schedulingGates } } }] };
}

function whyNotReady(name: string, workloads: Workloads): string | undefined {
  const scaled = workloads.deployment(name) ?? workloads.statefulSet(name);
  if (scaled) return replicasLack(scaled);
  const daemonSet = workloads.daemonSet(name);
  if (daemonSet) return daemonSetLacks(daemonSet);
  const job = workloads.job(name);
  if (!job) return "there is no such Deployment, StatefulSet, DaemonSet or Job";
  return conditionOf(job.status?.conditions, "Complete")?.status === "True" ? undefined : "not complete";
}

function replicasLack({ metadata, spec, status }: Deployment | StatefulSet): string | undefined {
  const wanted = spec.replicas ?? 1;
  const isSeen = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const available = status?.availableReplicas ?? 0;
  return isSeen && available >= wanted ? undefined : `${available} of ${wanted} ready`;
}

function daemonSetLacks({ metadata, status }: DaemonSet): string | undefined {
  const isSeen = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const [available, wanted] = [status?.numberAvailable ?? 0, status?.desiredNumberScheduled ?? 0];
  return isSeen && available >= wanted ? undefined : `${available} of ${wanted} ready`;
}

type Said = { readonly status: "True" | "False"; readonly reason: string; readonly message: string };

function note(pod: Pod, said: Said, timestamp: string): Action[] {
  const old = conditionOf(pod.status?.conditions, afterCondition);
  if (old?.status === said.status && old.message === said.message) return [];
  const lastTransitionTime = old?.status === said.status ? (old.lastTransitionTime ?? timestamp) : timestamp;
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== afterCondition);
  const conditions = [...others, { type: afterCondition, ...said, lastTransitionTime }];
  return [
    { do: "update", kind: "Pod", subresource: "status", object: { ...pod, status: { ...pod.status, conditions } } },
  ];
}

import { conditionOf, isDeleting } from "@/server/objects/meta";
import type { Pod } from "@/server/objects/types";

/** What was measured of one pod: a figure, when, and over which span. */
export interface PodFigure {
  readonly value: number;
  readonly atMs: number;
  readonly windowMs: number;
}
export type Figures = ReadonlyMap<string, PodFigure>;

/** The pods of a workload by what their figures are worth; all by name. */
export interface PodGroups {
  readonly ready: readonly string[];
  /** Starting: what they use now says nothing about what they will. */
  readonly unready: readonly string[];
  /** Nothing is measured of them. */
  readonly missing: readonly string[];
}

/** Kubernetes': how long a pod's CPU is not trusted unless it was measured while the pod was ready. */
const initialisationMs = 300_000;
/** And how long after its start a pod that has never been ready counts as starting. */
const firstReadinessMs = 30_000;

export interface Grouping {
  readonly figures: Figures;
  /** CPU is high while a pod starts; other figures are taken as they are. */
  readonly isCpu: boolean;
  readonly nowMs: number;
}

/** After Kubernetes' `groupPods`; pods that are on their way out or have failed are in none of the groups. */
export function groupPods(pods: readonly Pod[], grouping: Grouping): PodGroups {
  const groups = { ready: [] as string[], unready: [] as string[], missing: [] as string[] };
  for (const pod of pods) {
    if (isDeleting(pod) || pod.status?.phase === "Failed") continue;
    const { name } = pod.metadata;
    const figure = grouping.figures.get(name);
    if (pod.status?.phase === "Pending") groups.unready.push(name);
    else if (!figure) groups.missing.push(name);
    else if (grouping.isCpu && isStarting(pod, figure, grouping.nowMs)) groups.unready.push(name);
    else groups.ready.push(name);
  }
  return groups;
}

function isStarting({ status }: Pod, figure: PodFigure, nowMs: number): boolean {
  const ready = conditionOf(status?.conditions, "Ready");
  if (!ready || !status?.startTime) return true;
  const startedMs = Date.parse(status.startTime);
  const changedMs = Date.parse(ready.lastTransitionTime ?? status.startTime);
  const isNot = ready.status === "False";
  if (startedMs + initialisationMs > nowMs) return isNot || figure.atMs < changedMs + figure.windowMs;
  return isNot && startedMs + firstReadinessMs > changedMs;
}

import type { PodDisruptionBudget } from "@/server/objects/types";
import { type PreparedFilter, passesAll, prepareFilters } from "./cycle";
import { violating } from "./disruptionBudgets";
import { availability, type FitError } from "./fitError";
import type { Profile } from "./framework";
import type { NodeTable } from "./nodeTable";
import type { PodInfo } from "./podInfo";

export interface Preemption {
  readonly row: number;
  /** The most important first. */
  readonly victims: readonly PodInfo[];
  /** How many of them break a PodDisruptionBudget. */
  readonly violations: number;
}

export interface PreemptionContext {
  readonly table: NodeTable;
  readonly profile: Profile;
  readonly budgets: readonly PodDisruptionBudget[];
  /** Where among the nodes to begin, in [0, 1). */
  readonly startAt: number;
}

export type PreemptionResult =
  | { readonly found: Preemption; readonly says?: undefined }
  /** Why it does not help, for the pod's condition. */
  | { readonly found?: undefined; readonly says: string };

/**
 * Which pods of lower priority would have to go so that this one fits: as few and as unimportant as can be, and none
 * under a PodDisruptionBudget where there is another way. After Kubernetes' DefaultPreemption. The table is as before.
 */
export function findPreemption(pod: PodInfo, error: FitError, context: PreemptionContext): PreemptionResult {
  if (!pod.preempts) return { says: "preemption: not eligible due to preemptionPolicy=Never." };
  const { table, profile, startAt } = context;
  const filters = prepareFilters(pod, table, profile);
  const rows = error.openRows;
  const enough = Math.max(100, Math.floor(table.nodeCount / 10));
  const found: Preemption[] = [];
  const reasons = new Map<string, number>();
  const count = (reason: string, by = 1) => reasons.set(reason, (reasons.get(reason) ?? 0) + by);
  const first = Math.floor(startAt * rows.length);
  for (let step = 0; step < rows.length && found.length < enough; step++) {
    const result = victimsOn(rows[(first + step) % rows.length] ?? 0, { pod, filters, context });
    if ("victims" in result) found.push(result);
    else for (const reason of result.reasons) count(reason);
  }
  const best = found.reduce<Preemption | undefined>(
    (one, other) => (one && !isGentler(other, one) ? one : other),
    undefined,
  );
  if (best) return { found: best };
  const closed = error.nodeCount - rows.length;
  if (closed > 0) count("Preemption is not helpful for scheduling", closed);
  return { says: error.nodeCount === 0 ? "" : `preemption: ${availability(error.nodeCount, reasons)}` };
}

interface Attempt {
  readonly pod: PodInfo;
  readonly filters: readonly PreparedFilter[];
  readonly context: PreemptionContext;
}

interface Unhelpful {
  readonly reasons: readonly string[];
}

/** Takes all lower pods off the row, then gives back as many as still leave room, the most important first. */
function victimsOn(row: number, { pod, filters, context }: Attempt): Preemption | Unhelpful {
  const { table, budgets } = context;
  const lower = table.podsOn(row).filter(({ priority }) => priority < pod.priority);
  if (lower.length === 0) return { reasons: ["No preemption victims found for incoming pod"] };
  lower.sort(byImportance);
  const move = (info: PodInfo, by: 1 | -1) => {
    if (by === 1) table.attach(info, row);
    else table.detach(info, row);
    for (const { filter } of filters) filter.adjust?.(info, row, by);
  };
  for (const info of lower) move(info, -1);
  const refusing = filters.find(({ filter }) => !filter.passes(row));
  if (refusing) {
    const { reasons } = refusing.filter.refusal(row);
    for (const info of lower) move(info, 1);
    return { reasons };
  }
  const broken = violating(lower, budgets);
  const victims = new Set<PodInfo>();
  for (const info of [...lower].sort((a, b) => Number(broken.has(b)) - Number(broken.has(a)))) {
    move(info, 1);
    if (passesAll(filters, row)) continue;
    move(info, -1);
    victims.add(info);
  }
  for (const info of victims) move(info, 1);
  const chosen = lower.filter((info) => victims.has(info));
  return { row, victims: chosen, violations: chosen.filter((info) => broken.has(info)).length };
}

/** Higher priority first, then who has run longer (Kubernetes' `MoreImportantPod`). */
function byImportance(left: PodInfo, right: PodInfo): number {
  if (left.priority !== right.priority) return right.priority - left.priority;
  return startOf(left) < startOf(right) ? -1 : 1;
}

function startOf({ pod }: PodInfo): string {
  return String(pod.status?.startTime ?? "9999");
}

/** Kubernetes' `pickOneNodeForPreemption`: the first of these that differs decides. */
function isGentler(left: Preemption, right: Preemption): boolean {
  const [a, b] = [gentleness(left), gentleness(right)];
  for (let at = 0; at < a.length; at++) {
    const [x = 0, y = 0] = [a[at], b[at]];
    if (x !== y) return x < y;
  }
  return earliestStart(left) > earliestStart(right);
}

function gentleness({ victims, violations }: Preemption): number[] {
  const sum = victims.reduce((total, { priority }) => total + priority + 2 ** 31, 0);
  return [violations, victims[0]?.priority ?? Number.NEGATIVE_INFINITY, sum, victims.length];
}

function earliestStart({ victims }: Preemption): string {
  const highest = victims[0]?.priority;
  const starts = victims.filter(({ priority }) => priority === highest).map(startOf);
  return starts.sort()[0] ?? "";
}

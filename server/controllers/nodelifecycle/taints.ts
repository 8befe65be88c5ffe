import { conditionOf } from "@/server/objects/meta";
import type { Taint } from "@/server/objects/tolerations";
import type { Node } from "@/server/objects/types";

const unreachable = "node.kubernetes.io/unreachable";
const notReady = "node.kubernetes.io/not-ready";
export const outOfService = "node.kubernetes.io/out-of-service";
/** The value by which a taint of ours is told from a person's, which only a person takes away. */
const fencedValue = "fenced";

/** Conditions that keep new pods away while they are true. */
const pressures: readonly (readonly [condition: string, taint: string])[] = [
  ["MemoryPressure", "node.kubernetes.io/memory-pressure"],
  ["DiskPressure", "node.kubernetes.io/disk-pressure"],
  ["PIDPressure", "node.kubernetes.io/pid-pressure"],
  ["NetworkUnavailable", "node.kubernetes.io/network-unavailable"],
];
const unschedulable = "node.kubernetes.io/unschedulable";
const ours = new Set([unreachable, notReady, unschedulable, ...pressures.map(([, taint]) => taint)]);

export interface TaintFacts {
  /** Its pods were confirmed dead since it went silent. */
  readonly isFenced: boolean;
  /** Nodes that went silent with all others evict nobody. */
  readonly mayEvict: boolean;
  readonly timestamp: string;
}

/** The node's taints as its conditions ask for them; those of people stay. Those that were there keep their time. */
export function taintsOf(node: Node, facts: TaintFacts): Taint[] {
  const old = node.spec.taints ?? [];
  const wanted = wantedTaints(node, facts);
  const others = old.filter(({ key, value }) => !ours.has(key) && !(key === outOfService && value === fencedValue));
  const kept = wanted.map(
    (taint) => old.find(({ key, effect }) => key === taint.key && effect === taint.effect) ?? taint,
  );
  return [...others, ...kept];
}

function wantedTaints(node: Node, { isFenced, mayEvict, timestamp }: TaintFacts): Taint[] {
  const conditions = node.status?.conditions;
  const ready = conditionOf(conditions, "Ready")?.status ?? "Unknown";
  const taints: Taint[] = [];
  if (ready !== "True") {
    const key = ready === "Unknown" ? unreachable : notReady;
    const isEvicting = (node.spec.taints ?? []).some((taint) => taint.key === key && taint.effect === "NoExecute");
    taints.push({ key, effect: "NoSchedule", timeAdded: timestamp });
    if (mayEvict || isEvicting) taints.push({ key, effect: "NoExecute", timeAdded: timestamp });
  }
  if (ready === "Unknown" && isFenced)
    taints.push({ key: outOfService, value: fencedValue, effect: "NoExecute", timeAdded: timestamp });
  for (const [type, key] of pressures)
    if (conditionOf(conditions, type)?.status === "True")
      taints.push({ key, effect: "NoSchedule", timeAdded: timestamp });
  if (node.spec.unschedulable) taints.push({ key: unschedulable, effect: "NoSchedule", timeAdded: timestamp });
  return taints;
}

export function hasTaint(node: Node, key: string, effect: Taint["effect"]): boolean {
  return node.spec.taints?.some((taint) => taint.key === key && taint.effect === effect) === true;
}

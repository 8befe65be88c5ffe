import { type Taint, tolerates, untolerated } from "@/server/objects/tolerations";
import { type FilterPlugin, normaliseByMost, type ScorePlugin } from "../framework";
import type { NodeTable } from "../nodeTable";
import type { PodInfo } from "../podInfo";

/** Taints keep pods off that do not tolerate them; `PreferNoSchedule` only counts against the node. */
export const taintToleration: FilterPlugin & ScorePlugin = {
  name: "TaintToleration",
  filter(pod, table) {
    if (!table.rules.has("NoSchedule", "NoExecute")) return undefined;
    const sets = table.rules.taintSet.values;
    const perSet = oncePerSet(table, (taints) => (blocking(pod, taints) ? 1 : 0));
    return {
      passes: (row) => perSet(sets[row] ?? 0, row) === 0,
      refusal(row) {
        const taint = blocking(pod, table.rules.taints(row));
        return {
          reasons: [`node(s) had untolerated taint {${taint?.key ?? ""}: ${taint?.value ?? ""}}`],
          isFinal: true,
        };
      },
    };
  },
  score(pod, table) {
    if (!table.rules.has("PreferNoSchedule")) return undefined;
    const sets = table.rules.taintSet.values;
    const counted = pod.tolerations.filter(({ effect }) => !effect || effect === "PreferNoSchedule");
    const perSet = oncePerSet(table, (taints) => taints.filter((taint) => isDisliked(taint, counted)).length);
    return {
      score: (row) => perSet(sets[row] ?? 0, row),
      normalise: (scores, count) => normaliseByMost(scores, count, true),
    };
  },
  isHelpedBy(change, pod, { rules }) {
    return (change.type === "NodeAdded" || change.type === "NodeUpdated") && !blocking(pod, rules.taints(change.row));
  },
};

function blocking(pod: PodInfo, taints: readonly Taint[]): Taint | undefined {
  return untolerated(taints, pod.tolerations, ["NoSchedule", "NoExecute"]);
}

function isDisliked(taint: Taint, tolerations: PodInfo["tolerations"]): boolean {
  return taint.effect === "PreferNoSchedule" && !tolerations.some((one) => tolerates(one, taint));
}

/** Nodes share few sets of taints: each is looked at once per pod. */
function oncePerSet({ rules }: NodeTable, measure: (taints: readonly Taint[]) => number) {
  const known = new Int32Array(rules.setCount).fill(-1);
  return (set: number, row: number): number => {
    const value = known[set] ?? -1;
    if (value >= 0) return value;
    const measured = measure(rules.taints(row));
    known[set] = measured;
    return measured;
  };
}

import { matchesNode, matchesTerm } from "@/server/objects/nodeSelector";
import type { PodSpec } from "@/server/objects/types";
import { type FilterPlugin, normaliseByMost, type Refusal, type ScorePlugin } from "../framework";

const refused: Refusal = { reasons: ["node(s) didn't match Pod's node affinity/selector"], isFinal: true };

/** `nodeSelector` and node affinity: what is required filters, what is preferred scores by its weight. */
export const nodeAffinity: FilterPlugin & ScorePlugin = {
  name: "NodeAffinity",
  filter({ pod }, table) {
    const { spec } = pod;
    const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    if (!required && Object.keys(spec.nodeSelector ?? {}).length === 0) return undefined;
    const named = namedNodes(spec)?.flatMap((name) => table.rowOf(name) ?? []);
    return {
      ...(named ? { only: named } : {}),
      passes(row) {
        const node = table.node(row);
        return node !== undefined && matchesNode(spec, node);
      },
      refusal: () => refused,
    };
  },
  score({ pod }, table) {
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    if (preferred.length === 0) return undefined;
    return {
      score(row) {
        const node = table.node(row);
        let weight = 0;
        for (const one of preferred) if (node && matchesTerm(one.preference, node)) weight += one.weight;
        return weight;
      },
      normalise: normaliseByMost,
    };
  },
  isHelpedBy(change, { pod }, table) {
    if (change.type !== "NodeAdded" && change.type !== "NodeUpdated") return false;
    const node = table.node(change.row);
    return node !== undefined && matchesNode(pod.spec, node);
  },
};

/** The only nodes that could match, where every term names them by `metadata.name` (a DaemonSet's pods); else undefined. */
function namedNodes(spec: PodSpec): readonly string[] | undefined {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms?.length) return undefined;
  const names = new Set<string>();
  for (const { matchFields } of terms) {
    const field = matchFields?.find(({ key, operator }) => key === "metadata.name" && operator === "In");
    if (!field) return undefined;
    for (const name of field.values ?? []) names.add(name);
  }
  return [...names];
}

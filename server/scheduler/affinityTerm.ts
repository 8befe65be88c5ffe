import { matchesSelector } from "@/server/objects/selector";
import type { LabelSelector, Pod } from "@/server/objects/types";

type Affinity = NonNullable<Pod["spec"]["affinity"]>;
type Source = NonNullable<
  NonNullable<Affinity["podAffinity"]>["requiredDuringSchedulingIgnoredDuringExecution"]
>[number];

/** What terms and counters look at in a pod. */
export interface Labelled {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Labels of namespaces by name, for `namespaceSelector`. */
export type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** A `PodAffinityTerm` of one pod, with what depends on that pod filled in. Equal terms have equal keys. */
export interface AffinityTerm {
  readonly key: string;
  readonly topologyKey: string;
  readonly hasNamespaceSelector: boolean;
  matches(other: Labelled, namespaces: NamespaceLabels): boolean;
}

export interface WeightedTerm {
  readonly weight: number;
  readonly term: AffinityTerm;
}

/** After Kubernetes' `newAffinityTerm`: no namespaces and no selector of them means the pod's own namespace. */
export function affinityTerm(source: Source, of: Labelled): AffinityTerm {
  const { namespaceSelector, topologyKey } = source;
  const selector = withLabelKeys(
    withLabelKeys(source.labelSelector, source.matchLabelKeys, of, "In"),
    source.mismatchLabelKeys,
    of,
    "NotIn",
  );
  const named = source.namespaces ?? [];
  const namespaces = named.length === 0 && !namespaceSelector ? [of.namespace] : named;
  return {
    key: JSON.stringify([topologyKey, namespaces, namespaceSelector ?? null, selector ?? null]),
    topologyKey,
    hasNamespaceSelector: namespaceSelector !== undefined,
    matches: (other, labelsOf) =>
      matchesSelector(selector, other.labels) &&
      (namespaces.includes(other.namespace) ||
        (namespaceSelector !== undefined && matchesSelector(namespaceSelector, labelsOf.get(other.namespace) ?? {}))),
  };
}

/** The selector narrowed by the values that the pod itself has under `keys`; keys that it lacks are ignored. */
export function withLabelKeys(
  selector: LabelSelector | undefined,
  keys: readonly string[] | undefined,
  { labels }: Labelled,
  operator: "In" | "NotIn" = "In",
): LabelSelector | undefined {
  if (!selector || !keys?.length) return selector;
  const added = keys.flatMap((key) => (labels[key] === undefined ? [] : [{ key, operator, values: [labels[key]] }]));
  return { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...added] };
}

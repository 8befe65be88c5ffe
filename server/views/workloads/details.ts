import type { Cluster } from "@/server/cluster/cluster";
import { controllerOf } from "@/server/objects/meta";
import { matchesLabels } from "@/server/objects/selector";
import type { HTTPRoute, KubeObject, LabelSelector, Pod, PodTemplate } from "@/server/objects/types";
import { listIfAllowed } from "../lists";
import { type PodRow, podCells, podRow } from "../pods/podRow";
import { severityRank } from "../severity";
import type { UsageSource } from "../usage";

const mostPods = 200;

/** What every workload's page says of the object itself. */
export function headOf({ metadata }: KubeObject) {
  return {
    resourceVersion: metadata.resourceVersion,
    generation: metadata.generation ?? 0,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
  };
}

/** The pods that one of `owners` controls, those that need someone first, newest before older; at most 200. */
export async function podsOf(cluster: Cluster, namespace: string, owners: readonly KubeObject[]): Promise<Pod[]> {
  const uids = new Set(owners.map(({ metadata }) => metadata.uid));
  const { items } = await listIfAllowed(cluster, "Pod", namespace);
  return items
    .filter((pod) => uids.has(controllerOf(pod)?.uid ?? ""))
    .sort(worstFirst)
    .slice(0, mostPods);
}

function worstFirst(a: Pod, b: Pod): number {
  const [left, right] = [podCells(a), podCells(b)];
  const rank = severityRank(left.severity) - severityRank(right.severity);
  if (rank !== 0) return rank;
  if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? 1 : -1;
  return left.name < right.name ? -1 : 1;
}

export function podRows(pods: readonly Pod[], usage: UsageSource | undefined): PodRow[] {
  return pods.map((pod) => podRow(pod, usage));
}

/** Services that select the pods of this template, and the routes that lead to those services. */
export async function reachedBy(
  cluster: Cluster,
  namespace: string,
  template: PodTemplate,
): Promise<{ services: string[]; routes: string[] }> {
  const labels = template.metadata?.labels;
  const [services, routes] = await Promise.all([
    listIfAllowed(cluster, "Service", namespace),
    listIfAllowed(cluster, "HTTPRoute", namespace),
  ]);
  const names = services.items
    .filter(({ spec }) => Object.keys(spec.selector ?? {}).length > 0 && matchesLabels(spec.selector, labels))
    .map(({ metadata }) => metadata.name);
  const leading = routes.items.filter((route) => backendsOf(route).some((name) => names.includes(name)));
  return { services: names, routes: leading.map(({ metadata }) => metadata.name) };
}

export function backendsOf({ spec }: HTTPRoute): string[] {
  return (spec.rules ?? []).flatMap((rule) => (rule.backendRefs ?? []).map(({ name }) => name));
}

export function selectorText(selector: LabelSelector | undefined): string {
  return Object.entries(selector?.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

import type { Cluster } from "@/server/cluster/cluster";
import type { Event, KubeObject } from "@/server/objects/types";
import { listIfAllowed } from "./lists";

export interface EventRow {
  /** `namespace/name` of the Event itself. */
  readonly key: string;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  readonly object: { readonly kind: string; readonly namespace?: string; readonly name: string };
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly source?: string;
}

export function eventRow(event: Event): EventRow {
  const { kind = "", namespace, name = "" } = event.involvedObject;
  return {
    key: `${event.metadata.namespace ?? ""}/${event.metadata.name}`,
    type: event.type === "Warning" ? "Warning" : "Normal",
    reason: event.reason ?? "",
    message: event.message ?? "",
    object: { kind, namespace, name },
    count: event.series?.count ?? event.count ?? 1,
    firstAt: event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp,
    lastAt: lastAt(event),
    source: event.source?.component ?? event.reportingComponent,
  };
}

export function lastAt(event: Event): string {
  return (
    event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? ""
  );
}

export function newestFirst(a: Event, b: Event): number {
  const [left, right] = [lastAt(a), lastAt(b)];
  if (left !== right) return left < right ? 1 : -1;
  return Number(b.metadata.resourceVersion) - Number(a.metadata.resourceVersion);
}

/** The events about these objects (by uid), newest first, at most `limit`. */
export async function aboutThese(cluster: Cluster, objects: readonly KubeObject[], limit = 50): Promise<Event[]> {
  const uids = new Set(objects.map(({ metadata }) => metadata.uid));
  const { items } = await listIfAllowed(cluster, "Event", objects[0]?.metadata.namespace);
  return items
    .filter((event) => uids.has(event.involvedObject.uid ?? ""))
    .sort(newestFirst)
    .slice(0, limit);
}

export async function eventsOf(cluster: Cluster, objects: readonly KubeObject[]): Promise<EventRow[]> {
  return (await aboutThese(cluster, objects)).map(eventRow);
}

import * as z from "zod";
import type { Event } from "@/server/objects/types";
import { perObject } from "../cells";
import { type EventRow, eventRow, lastAt } from "../eventRow";
import { defineView } from "../view";
import { type Cells, windowInput, windowOf } from "../window";

const input = windowInput(["last", "name", "namespace", "status", "age", "count"]).extend({
  /** Newest first unless told. */
  sort: z
    .object({
      column: z.enum(["last", "name", "namespace", "status", "age", "count"]),
      direction: z.enum(["asc", "desc"]).default("desc"),
    })
    .default({ column: "last", direction: "desc" }),
  type: z.enum(["Normal", "Warning"]).optional(),
  /** Events of all objects of a kind, or of one. */
  object: z.object({ kind: z.string(), name: z.string().optional() }).optional(),
  reason: z.string().optional(),
});

export const eventsList = defineView({
  name: "events.list",
  input,
  dependsOn: ({ namespace }) => [{ kind: "Event", namespace }],
  async read(cluster, wanted) {
    const { items, resourceVersion } = await cluster.list("Event", { namespace: wanted.namespace });
    const narrowed = items.filter((event) => isWanted(event, wanted));
    const list = windowOf<Event, EventRow>(
      { items: narrowed, resourceVersion, cells: eventCells, project: eventRow },
      wanted,
    );
    return { ...list, byKind: countBy(items, kindOf), byReason: countBy(items, reasonOf) };
  },
});

function isWanted(event: Event, { type, object, reason }: z.output<typeof input>): boolean {
  if (type && (event.type ?? "Normal") !== type) return false;
  if (reason && reasonOf(event) !== reason) return false;
  if (!object) return true;
  return kindOf(event) === object.kind && (object.name === undefined || event.involvedObject.name === object.name);
}

const kindOf = (event: Event): string => event.involvedObject.kind ?? "";
const reasonOf = (event: Event): string => event.reason ?? "";

/** How many events there are of each, all in the namespace counted, the most frequent first. */
function countBy(events: readonly Event[], by: (event: Event) => string): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(by(event), (counts.get(by(event)) ?? 0) + 1);
  const found = [...counts].map(([value, count]) => ({ value, count })).filter(({ value }) => value !== "");
  return found.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, mostGroups);
}

const mostGroups = 30;

/** The row's name is its object's: that is what a person looks for. */
const eventCells = perObject((event: Event): Cells => {
  const { kind = "", name = "", namespace = "" } = event.involvedObject;
  const isWarning = event.type === "Warning";
  return {
    name,
    namespace: namespace || (event.metadata.namespace ?? ""),
    status: isWarning ? "Warning" : "Normal",
    severity: isWarning ? "warning" : "well",
    labels: event.metadata.labels,
    words: `${kind} ${event.reason ?? ""} ${event.message ?? ""}`.toLowerCase(),
    createdAt: event.metadata.creationTimestamp,
    sortable: { last: lastAt(event), count: event.series?.count ?? event.count ?? 1 },
  };
});

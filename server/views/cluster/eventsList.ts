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
  object: z.object({ kind: z.string(), name: z.string() }).optional(),
});

export const eventsList = defineView({
  name: "events.list",
  input,
  dependsOn: ({ namespace }) => [{ kind: "Event", namespace }],
  async read(cluster, wanted) {
    const { items, resourceVersion } = await cluster.list("Event", { namespace: wanted.namespace });
    const narrowed = wanted.type || wanted.object ? items.filter((event) => isWanted(event, wanted)) : items;
    return windowOf<Event, EventRow>(
      { items: narrowed, resourceVersion, cells: eventCells, project: eventRow },
      wanted,
    );
  },
});

function isWanted(event: Event, { type, object }: z.output<typeof input>): boolean {
  if (type && (event.type ?? "Normal") !== type) return false;
  return !object || (event.involvedObject.kind === object.kind && event.involvedObject.name === object.name);
}

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

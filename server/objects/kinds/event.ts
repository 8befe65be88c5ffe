import { ageOf, type ColumnOf } from "../columns";
import { fillEvent } from "../defaults/policy";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { Event, KubeObject } from "../types";

const columns: ColumnOf<Event>[] = [
  { name: "Last Seen", type: "string", value: lastSeen },
  { name: "Type", type: "string", value: (event) => event.type ?? "" },
  { name: "Reason", type: "string", value: (event) => event.reason ?? "" },
  {
    name: "Object",
    type: "string",
    value: ({ involvedObject: { kind, name } }) => `${(kind ?? "").toLowerCase()}/${name ?? ""}`,
  },
  { name: "Subobject", type: "string", priority: 1, value: (event) => event.involvedObject.fieldPath ?? "" },
  { name: "Source", type: "string", priority: 1, value: sourceText },
  { name: "Message", type: "string", value: (event) => (event.message ?? "").trim() },
  { name: "First Seen", type: "string", priority: 1, value: (event, nowMs) => ageOf(firstTime(event), nowMs) },
  { name: "Count", type: "string", priority: 1, value: (event) => event.series?.count ?? event.count ?? 1 },
  { name: "Name", type: "string", format: "name", priority: 1, value: (event) => event.metadata.name },
];

export const event = defineKind({
  group: "",
  version: "v1",
  kind: "Event",
  plural: "events",
  shortNames: ["ev"],
  isNamespaced: true,
  schema: schemaOf("core.v1.Event"),
  fill: fillEvent,
  columns,
  hasOwnColumns: true,
  selectable: {
    type: (object) => asEvent(object).type ?? "",
    reason: (object) => asEvent(object).reason ?? "",
    source: (object) => asEvent(object).source?.component ?? asEvent(object).reportingComponent ?? "",
    reportingComponent: (object) => asEvent(object).reportingComponent ?? "",
    "involvedObject.kind": (object) => asEvent(object).involvedObject.kind ?? "",
    "involvedObject.namespace": (object) => asEvent(object).involvedObject.namespace ?? "",
    "involvedObject.name": (object) => asEvent(object).involvedObject.name ?? "",
    "involvedObject.uid": (object) => asEvent(object).involvedObject.uid ?? "",
    "involvedObject.apiVersion": (object) => asEvent(object).involvedObject.apiVersion ?? "",
    "involvedObject.resourceVersion": (object) => asEvent(object).involvedObject.resourceVersion ?? "",
    "involvedObject.fieldPath": (object) => asEvent(object).involvedObject.fieldPath ?? "",
  },
});

function asEvent(object: KubeObject): Event {
  return object as unknown as Event;
}

function firstTime(event: Event): string | undefined {
  return event.firstTimestamp ?? event.eventTime;
}

function lastSeen(event: Event, nowMs: number): string {
  return ageOf(event.series?.lastObservedTime ?? event.lastTimestamp ?? firstTime(event), nowMs);
}

function sourceText({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || "";
  const host = source?.host || reportingInstance;
  return host ? `${component}, ${host}` : component;
}

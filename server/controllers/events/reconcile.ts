import type { Event } from "@/server/objects/types";
import type { Action } from "../actions";

export interface EventLimits {
  readonly keepMs: number;
  readonly maxEvents: number;
}

/** Which events go: those not seen for longer than they are kept, and the oldest of too many. */
export function expired(events: readonly Event[], nowMs: number, { keepMs, maxEvents }: EventLimits): Action[] {
  const sorted = events
    .map((object) => ({ object, atMs: lastSeenMs(object) }))
    .sort((left, right) => left.atMs - right.atMs);
  const surplus = sorted.length - maxEvents;
  const doomed = sorted.filter(({ atMs }, place) => place < surplus || atMs + keepMs < nowMs);
  return doomed.map(({ object }) => ({ do: "delete", kind: "Event", object }));
}

function lastSeenMs({ lastTimestamp, eventTime, series, metadata }: Event): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp);
}

import { describe, expect, it } from "vitest";
import { anEvent } from "@/server/objects/builders";
import { expired } from "./reconcile";

const nowMs = Date.parse("2026-01-08T00:00:00Z");
const dayMs = 86_400_000;
const seen = (name: string, lastTimestamp: string) =>
  anEvent(name, { kind: "Pod", name: "web" })
    .with((draft) => {
      draft.lastTimestamp = lastTimestamp;
    })
    .build();
const events = [
  seen("today", "2026-01-07T12:00:00Z"),
  seen("long ago", "2025-12-01T00:00:00Z"),
  seen("yesterday", "2026-01-06T00:00:00Z"),
];
const namesOf = (limits: Parameters<typeof expired>[2]) =>
  expired(events, nowMs, limits).flatMap((action) => (action.do === "delete" ? [action.object.metadata.name] : []));

describe("the age of events", () => {
  it("ends those that were not seen for longer than they are kept", () => {
    expect(namesOf({ keepMs: 7 * dayMs, maxEvents: 100 })).toEqual(["long ago"]);
  });

  it("ends the oldest of too many", () => {
    expect(namesOf({ keepMs: 365 * dayMs, maxEvents: 1 })).toEqual(["long ago", "yesterday"]);
  });
});

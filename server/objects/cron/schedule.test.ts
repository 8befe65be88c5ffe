import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSchedule } from "./parseSchedule";
import { scheduleTimes } from "./scheduleTimes";

const at = (text: string) => Date.parse(text);
const next = (schedule: string, after: string, timeZone?: string) => {
  const found = scheduleTimes(schedule, timeZone).next(at(after));
  return found === undefined ? undefined : new Date(found).toISOString();
};

describe("a schedule", () => {
  it("is due at the next minute that all fields allow, never at the time that is asked from", () => {
    expect(next("*/15 * * * *", "2026-03-01T10:15:00Z")).toBe("2026-03-01T10:30:00.000Z");
    expect(next("30 2 * * *", "2026-03-01T03:00:00Z")).toBe("2026-03-02T02:30:00.000Z");
    expect(next("5/20 * * * *", "2026-03-01T10:26:00Z")).toBe("2026-03-01T10:45:00.000Z");
  });

  it("takes a day by the month or by the week where both are told, as cron always did", () => {
    // 2026-03-02 is a Monday.
    expect(next("0 0 13 * MON", "2026-03-01T00:00:00Z")).toBe("2026-03-02T00:00:00.000Z");
    expect(next("0 0 13 * ?", "2026-03-01T00:00:00Z")).toBe("2026-03-13T00:00:00.000Z");
  });

  it("reads names, macros and intervals", () => {
    expect(next("@weekly", "2026-03-01T00:00:00Z")).toBe("2026-03-08T00:00:00.000Z");
    expect(next("0 12 * feb-apr tue", "2026-05-01T00:00:00Z")).toBe("2027-02-02T12:00:00.000Z");
    expect(next("@every 1h30m", "2026-03-01T00:00:10Z")).toBe("2026-03-01T01:30:10.000Z");
  });

  it("counts in its time zone, over the change to summer time", () => {
    expect(next("0 9 * * *", "2026-03-28T12:00:00Z", "Europe/Berlin")).toBe("2026-03-29T07:00:00.000Z");
    expect(next("0 9 * * *", "2026-03-27T12:00:00Z", "Europe/Berlin")).toBe("2026-03-28T08:00:00.000Z");
  });

  it("is never due where no such day exists", () => {
    expect(next("0 0 30 2 *", "2026-03-01T00:00:00Z")).toBeUndefined();
  });

  it("is read or refused whatever its text is, and what is read has values within their bounds", () => {
    const part = fc.stringMatching(/^[0-9*?,/JANMOa-]{1,6}$/);
    fc.assert(
      fc.property(fc.array(part, { minLength: 4, maxLength: 6 }), (parts) => {
        try {
          const schedule = parseSchedule(parts.join(" "));
          if (schedule.type === "calendar") {
            expect(schedule.fields).toHaveLength(5);
            for (const { values } of schedule.fields) expect(Math.max(...values, 0)).toBeLessThan(60);
          }
        } catch (error) {
          expect((error as Error).message).toMatch(/range|field|parse|hyphens|slashes|negative/);
        }
      }),
    );
  });
});

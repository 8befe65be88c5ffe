import { Cron } from "croner";
import { type CronField, parseSchedule } from "./parseSchedule";

/** When a schedule is due. */
export interface ScheduleTimes {
  /** The first time after this one; undefined when there is none (the 30th of February). */
  next(afterMs: number): number | undefined;
}

/** Throws an `Error` that says what is wrong with the schedule or the time zone; UTC where none is named. */
export function scheduleTimes(schedule: string, timeZone = "UTC"): ScheduleTimes {
  const parsed = parseSchedule(schedule);
  if (parsed.type === "every") return { next: (afterMs) => Math.floor(afterMs / 1_000) * 1_000 + parsed.everyMs };
  const cron = new Cron(parsed.fields.map(fieldText).join(" "), { timezone: timeZone, paused: true });
  return { next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() };
}

/** Plain numbers: croner reads names, steps and question marks in its own way. */
function fieldText({ values, isAny }: CronField): string {
  return isAny ? "*" : values.join(",");
}

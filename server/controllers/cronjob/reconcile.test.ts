import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aCronJob } from "@/server/objects/builders";
import { scheduleTimes } from "@/server/objects/cron/scheduleTimes";
import type { CronJob, Job } from "@/server/objects/types";
import { TestWorld } from "../testWorld";
import { dueAt } from "./due";
import { rfc3339 } from "./jobFor";
import { reconcile } from "./reconcile";

const minuteMs = 60_000;

/** A CronJob that was made at midnight, with its controller: time goes by as the test says. */
class Clockwork {
  readonly world: TestWorld;
  readonly said: string[] = [];

  constructor(edit: (spec: CronJob["spec"]) => void = () => {}) {
    this.world = new TestWorld(
      aCronJob("backup")
        .with((cronJob) => {
          cronJob.metadata.creationTimestamp = "2026-01-01T00:00:00Z";
          edit(cronJob.spec);
        })
        .build(),
    );
  }

  get cronJob(): CronJob {
    return this.world.one("CronJob");
  }

  get jobs(): Job[] {
    return this.world.all("Job");
  }

  get names(): string[] {
    return this.jobs.map(({ metadata }) => metadata.name).sort();
  }

  change(edit: (spec: CronJob["spec"]) => void): void {
    const draft = structuredClone(this.cronJob);
    edit(draft.spec);
    this.world.put(draft);
  }

  /** The controller looks once, and dies after so many writes; gives when it looks again. */
  look(most?: number): number | undefined {
    const outcome = reconcile(this.cronJob, { jobs: this.jobs, nowMs: this.world.nowMs });
    for (const action of outcome.actions) if (action.note) this.said.push(action.note.reason);
    this.world.run(outcome, most);
    return outcome.retryAfterMs;
  }

  /** Looks until there is nothing more to do at this time. */
  at(minute: number): this {
    this.world.nowMs = Date.parse("2026-01-01T00:00:00Z") + minute * minuteMs;
    this.look();
    this.look();
    return this;
  }

  finish(name: string, type: "Complete" | "Failed" = "Complete"): void {
    const job = this.jobs.find(({ metadata }) => metadata.name === name);
    if (!job) throw new Error(`there is no ${name}`);
    const conditions = [{ type, status: "True" as const, lastTransitionTime: this.world.timestamp }];
    const completionTime = type === "Complete" ? { completionTime: this.world.timestamp } : {};
    this.world.put({ ...job, status: { conditions, startTime: this.world.timestamp, ...completionTime } });
  }
}

const nameAt = (minute: number) => `backup-${Date.parse("2026-01-01T00:00:00Z") / minuteMs + minute}`;

describe("a CronJob", () => {
  it("makes a job when it is due, named by the minute, and notes when that was", () => {
    const clockwork = new Clockwork().at(4);
    expect(clockwork.names).toEqual([]);
    expect(clockwork.look()).toBe(minuteMs);
    clockwork.at(5);
    expect(clockwork.names).toEqual([nameAt(5)]);
    const [job] = clockwork.jobs;
    expect(job?.metadata).toMatchObject({
      annotations: { "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-01-01T00:05:00Z" },
      ownerReferences: [{ kind: "CronJob", name: "backup", controller: true }],
    });
    expect(clockwork.cronJob.status).toMatchObject({
      lastScheduleTime: "2026-01-01T00:05:00Z",
      active: [{ kind: "Job", name: nameAt(5), uid: job?.metadata.uid }],
    });
  });

  it("makes one job for the last of several missed times, and warns when they were more than a hundred", () => {
    const few = new Clockwork().at(23);
    expect(few.names).toEqual([nameAt(20)]);
    expect(few.said).not.toContain("TooManyMissedTimes");
    const many = new Clockwork().at(5 * 102);
    expect(many.names).toEqual([nameAt(510)]);
    expect(many.said).toContain("TooManyMissedTimes");
  });

  it("does not start what is later than its deadline", () => {
    const clockwork = new Clockwork((spec) => {
      spec.startingDeadlineSeconds = 60;
    }).at(7);
    expect(clockwork.names).toEqual([]);
    clockwork.at(10);
    expect(clockwork.names).toEqual([nameAt(10)]);
  });

  it("starts beside one that runs, waits for it, or replaces it, as it is told", () => {
    const afterTwo = (concurrencyPolicy: NonNullable<CronJob["spec"]["concurrencyPolicy"]>) =>
      new Clockwork((spec) => {
        spec.concurrencyPolicy = concurrencyPolicy;
      })
        .at(5)
        .at(10);
    expect(afterTwo("Allow").names).toEqual([nameAt(10), nameAt(5)].sort());
    const forbidding = afterTwo("Forbid");
    expect(forbidding.names).toEqual([nameAt(5)]);
    expect(forbidding.said).toContain("JobAlreadyActive");
    forbidding.finish(nameAt(5));
    forbidding.look();
    expect(forbidding.names).toEqual([nameAt(10), nameAt(5)].sort());
    const replacing = afterTwo("Replace");
    expect(replacing.names).toEqual([nameAt(10)]);
    expect(replacing.cronJob.status?.active?.map(({ name }) => name)).toEqual([nameAt(10)]);
  });

  it("starts nothing while it is suspended", () => {
    const clockwork = new Clockwork((spec) => {
      spec.suspend = true;
    });
    expect(clockwork.at(30).names).toEqual([]);
    clockwork.change((spec) => {
      spec.suspend = false;
    });
    expect(clockwork.at(31).names).toEqual([nameAt(30)]);
  });

  it("strikes off jobs that ended or vanished, and says so", () => {
    const clockwork = new Clockwork().at(5).at(10);
    clockwork.finish(nameAt(5));
    const running = clockwork.jobs.find(({ metadata }) => metadata.name === nameAt(10));
    if (running) clockwork.world.remove(running);
    clockwork.look();
    expect(clockwork.said).toEqual(expect.arrayContaining(["SawCompletedJob", "MissingJob"]));
    expect(clockwork.cronJob.status).toEqual({
      lastScheduleTime: "2026-01-01T00:10:00Z",
      lastSuccessfulTime: "2026-01-01T00:10:00Z",
    });
  });

  it("keeps only so many jobs of each outcome, the newest", () => {
    const clockwork = new Clockwork((spec) => {
      spec.successfulJobsHistoryLimit = 1;
      spec.failedJobsHistoryLimit = 1;
    });
    for (const [minute, outcome] of [
      [5, "Complete"],
      [10, "Failed"],
      [15, "Complete"],
      [20, "Failed"],
    ] as const) {
      clockwork.at(minute);
      clockwork.finish(nameAt(minute), outcome);
    }
    clockwork.look();
    expect(clockwork.names).toEqual([nameAt(15), nameAt(20)]);
  });

  it("leaves a job alone that a person made from it", () => {
    const clockwork = new Clockwork().at(5);
    const [made] = clockwork.jobs;
    if (!made) throw new Error("nothing was made");
    const annotations = { "cronjob.kubernetes.io/instantiate": "manual" };
    clockwork.world.put({ ...made, metadata: { ...made.metadata, name: "mine", uid: "mine", annotations } });
    clockwork.look();
    expect(clockwork.cronJob.status?.active).toHaveLength(1);
    expect(clockwork.said).not.toContain("UnexpectedJob");
  });

  it("makes each due job once, whatever it dies between", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.nat(3)), { maxLength: 40 }), (steps) => {
        const clockwork = new Clockwork();
        const seen = new Set<string>();
        for (const [minutes, most] of steps) {
          clockwork.world.nowMs += minutes * minuteMs;
          clockwork.look(most);
          for (const { metadata } of clockwork.jobs) seen.add(metadata.uid);
        }
        clockwork.look();
        for (const { metadata } of clockwork.jobs) seen.add(metadata.uid);
        expect(seen.size).toBe(clockwork.jobs.length);
        const last = Math.floor((clockwork.world.nowMs - Date.parse("2026-01-01T00:00:00Z")) / (5 * minuteMs)) * 5;
        if (last > 0) expect(clockwork.names).toContain(nameAt(last));
      }),
    );
  });
});

describe("what is due", () => {
  it("is the last time up to now, however uneven the schedule and however long the gap", () => {
    const schedules = ["*/5 * * * *", "0 9 * * MON", "0 0 29 2 *", "15,45 8-17 * * 1-5", "@every 7m"];
    fc.assert(
      fc.property(fc.constantFrom(...schedules), fc.integer({ min: 1, max: 60 * 24 * 900 }), (schedule, minutes) => {
        const cronJob = aCronJob()
          .with(({ metadata, spec }) => {
            metadata.creationTimestamp = "2026-01-01T00:00:00Z";
            spec.schedule = schedule;
          })
          .build();
        const nowMs = Date.parse("2026-01-01T00:00:00Z") + minutes * minuteMs;
        const times = scheduleTimes(schedule);
        const { scheduledMs, nextMs } = dueAt(cronJob, times, nowMs);
        if (scheduledMs === undefined) expect(times.next(Date.parse("2026-01-01T00:00:00Z"))).toBeGreaterThan(nowMs);
        else {
          expect(scheduledMs).toBeLessThanOrEqual(nowMs);
          expect(times.next(scheduledMs)).toBeGreaterThan(nowMs);
        }
        expect(nextMs).toBeGreaterThan(nowMs);
      }),
      { numRuns: 60 },
    );
  });

  it("is written in the zone's own time", () => {
    expect(rfc3339(Date.parse("2026-07-01T07:00:00Z"), "Europe/Berlin")).toBe("2026-07-01T09:00:00+02:00");
    expect(rfc3339(Date.parse("2026-07-01T07:00:00Z"))).toBe("2026-07-01T07:00:00Z");
  });
});

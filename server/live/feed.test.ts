import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { Cluster } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import { silentLog } from "@/server/lib/log";
import { aPod } from "@/server/objects/builders";
import { clusterOf } from "@/server/testing/clusterOf";
import { FakeClock } from "@/server/testing/fakeClock";
import type { AnyView } from "@/server/views/view";
import { type Answer, Feed } from "./feed";
import type { Hub } from "./hub";

interface Options {
  /** Reading takes so long, by the clock. */
  readonly costMs?: number;
  readonly refreshMs?: number;
}

/** A feed of a counter, touched by hand. */
async function aFeed({ costMs = 0, refreshMs }: Options = {}) {
  const clock = new FakeClock();
  let touch = () => {};
  let reads = 0;
  let value: unknown = 0;
  const hub: Hub = {
    revision: 7,
    follow: (_dependencies, call) => {
      touch = call;
      return { ready: Promise.resolve(), stop: () => {} };
    },
    close: () => {},
  };
  const view: AnyView = {
    name: "counter",
    input: z.object({}),
    refreshMs,
    dependsOn: () => [],
    async read() {
      reads++;
      if (costMs > 0) await new Promise<void>((resolve) => clock.after(costMs, resolve));
      if (value instanceof Error) throw value;
      return value;
    },
  };
  const cluster: Cluster = await clusterOf([aPod().build()]);
  const context = { clock };
  const feed = new Feed({ view, input: {}, cluster, context, hub, clock, log: silentLog });
  const answers: Answer[] = [];
  feed.listen((answer) => answers.push(answer));
  await clock.advance(0);
  return {
    clock,
    feed,
    answers,
    reads: () => reads,
    change(next: unknown) {
      value = next;
      touch();
    },
  };
}

const values = (answers: readonly Answer[]) =>
  answers.map((answer) => (answer.type === "data" ? answer.value : answer));

describe("a feed", () => {
  it("answers at once, and again at a change", async () => {
    const { answers, change, clock } = await aFeed();
    change(1);
    await clock.advance(50);
    expect(values(answers)).toEqual([0, 1]);
  });

  it("reads changes that come together once", async () => {
    const { answers, change, clock, reads } = await aFeed();
    await clock.advance(100);
    for (let turn = 1; turn <= 20; turn++) change(turn);
    await clock.advance(50);
    expect(reads()).toBe(2);
    expect(values(answers)).toEqual([0, 20]);
  });

  it("reads at most every 50 ms while changes pour in, and ends with the newest", async () => {
    const { answers, change, clock, reads } = await aFeed();
    for (let turn = 1; turn <= 100; turn++) {
      change(turn);
      await clock.advance(10);
    }
    await clock.advance(100);
    expect(reads()).toBeLessThanOrEqual(23);
    expect(values(answers).at(-1)).toBe(100);
  });

  it("reads seldom what takes long to read", async () => {
    const { change, clock, reads } = await aFeed({ costMs: 40 });
    for (let turn = 1; turn <= 200; turn++) {
      change(turn);
      await clock.advance(10);
    }
    // Two seconds; 40 ms of each 400.
    expect(reads()).toBeLessThanOrEqual(6);
  });

  it("sends nothing when the answer is the same", async () => {
    const { answers, change, clock } = await aFeed();
    change(0);
    await clock.advance(100);
    expect(values(answers)).toEqual([0]);
  });

  it("reads by itself what changes without an object", async () => {
    const { reads, clock } = await aFeed({ refreshMs: 5_000 });
    await clock.advance(15_100);
    expect(reads()).toBe(4);
  });

  it("says why it cannot answer, and answers again when it can", async () => {
    const { answers, change, clock } = await aFeed();
    change(new ClusterError("NotFound", { says: "gone" }));
    await clock.advance(100);
    change(5);
    await clock.advance(100);
    expect(values(answers)).toEqual([0, { type: "problem", reason: "NotFound", says: "gone" }, 5]);
  });

  it("hides what it did not foresee", async () => {
    const { answers, change, clock } = await aFeed();
    change(new Error("password=hunter2"));
    await clock.advance(100);
    expect(JSON.stringify(answers)).not.toContain("hunter2");
  });

  it("reads no more once it has ended", async () => {
    const { feed, change, clock, reads } = await aFeed();
    change(1);
    feed.end();
    await clock.advance(1_000);
    expect(reads()).toBe(1);
  });
});

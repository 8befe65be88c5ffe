import { describe, expect, it } from "vitest";
import { ClusterError } from "@/server/lib/errors";
import { silentLog } from "@/server/lib/log";
import { FakeClock } from "@/server/testing/fakeClock";
import { Outbox } from "./outbox";

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe("the outbox", () => {
  it("writes once per key at a time, and of what waited only the last", async () => {
    const clock = new FakeClock();
    const outbox = new Outbox({ clock, log: silentLog, width: 4, maxWaiting: 10 });
    const first = deferred();
    const written: string[] = [];
    outbox.put("a", () => first.promise.then(() => written.push("one")));
    outbox.put("a", async () => written.push("two"));
    outbox.put("a", async () => written.push("three"));
    first.resolve();
    await clock.advance(0);
    expect(written).toEqual(["one", "three"]);
  });

  it("tries again while the store cannot write, and drops what is refused", async () => {
    const clock = new FakeClock();
    const outbox = new Outbox({ clock, log: silentLog, width: 4, maxWaiting: 10 });
    let tries = 0;
    let refusals = 0;
    outbox.put("a", async () => {
      tries++;
      if (tries < 3) throw new ClusterError("Unavailable", { says: "away" });
    });
    outbox.put("b", async () => {
      refusals++;
      throw new ClusterError("NotFound", { says: "gone" });
    });
    await clock.advance(0);
    await clock.advance(5_000);
    expect([tries, refusals]).toEqual([3, 1]);
  });

  it("settles a key: what waited is dropped, what is on its way is waited for", async () => {
    const clock = new FakeClock();
    const outbox = new Outbox({ clock, log: silentLog, width: 4, maxWaiting: 10 });
    const first = deferred();
    const written: string[] = [];
    outbox.put("a", () => first.promise.then(() => written.push("one")));
    outbox.put("a", async () => written.push("two"));
    const settled = outbox.settle("a");
    first.resolve();
    await settled;
    await clock.advance(0);
    expect(written).toEqual(["one"]);
    expect(outbox.settle("a")).toBeUndefined();
  });

  it("drops the newest when too many wait", async () => {
    const clock = new FakeClock();
    const outbox = new Outbox({ clock, log: silentLog, width: 1, maxWaiting: 1 });
    const first = deferred();
    const written: string[] = [];
    outbox.put("a", () => first.promise);
    outbox.put("b", async () => written.push("b"));
    outbox.put("c", async () => written.push("c"));
    first.resolve();
    await clock.advance(0);
    expect(written).toEqual(["b"]);
  });
});

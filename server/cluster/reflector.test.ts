import { describe, expect, it } from "vitest";
import { ClusterError } from "@/server/lib/errors";
import { silentLog } from "@/server/lib/log";
import type { ConfigMap } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import type { Cluster, WatchEvent } from "./cluster";
import { type Reflector, type ReflectorChange, reflect } from "./reflector";

type Batch = readonly WatchEvent<ConfigMap>[];

function config(name: string, resourceVersion: number, uid = name): ConfigMap {
  const metadata = { namespace: "default", name, uid, resourceVersion: String(resourceVersion), creationTimestamp: "" };
  return { apiVersion: "v1", kind: "ConfigMap", metadata };
}

const event = (type: "ADDED" | "MODIFIED" | "DELETED", object: ConfigMap): Batch => [
  { type, object, resourceVersion: object.metadata.resourceVersion },
];

/** An engine whose answers the test gives: each list takes the next one, each watch gets batches pushed to it. */
class ScriptedCluster {
  readonly watches: { since: string; push(batch: Batch): void; fail(error: Error): void }[] = [];
  constructor(readonly lists: { items: ConfigMap[]; resourceVersion: string }[]) {}

  async list() {
    const next = this.lists.shift();
    if (!next) throw new ClusterError("Unavailable", { says: "no list was scripted" });
    return next;
  }

  async *watch(_kind: string, { since = "" }: { since?: string }) {
    const queue: (Batch | Error)[] = [];
    let wake = () => {};
    const push = (item: Batch | Error) => {
      queue.push(item);
      wake();
    };
    this.watches.push({ since, push, fail: push });
    for (;;) {
      const item = queue.shift();
      if (item instanceof Error) throw item;
      if (item) yield item;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
}

function start(lists: { items: ConfigMap[]; resourceVersion: string }[], resume?: ConfigMap[]) {
  const clock = new FakeClock();
  const script = new ScriptedCluster(lists);
  const reflector: Reflector<ConfigMap> = reflect(script as unknown as Cluster, "ConfigMap", {
    clock,
    log: silentLog,
    ...(resume && { resume: { resourceVersion: "5", objects: resume } }),
  });
  const seen: string[] = [];
  reflector.onChange((change: ReflectorChange<ConfigMap>) =>
    seen.push(`${change.type} ${change.object.metadata.name}`),
  );
  return { clock, script, reflector, seen };
}

const expired = new ClusterError("Expired", { says: "too old resource version" });
const gone = new ClusterError("Unavailable", { says: "connection lost" });

describe("reflect", () => {
  it("holds the list, then each change in order", async () => {
    const { clock, script, reflector, seen } = start([{ items: [config("a", 1)], resourceVersion: "3" }]);
    await reflector.synced;
    await clock.advance(0);
    script.watches[0]?.push([...event("ADDED", config("b", 4)), ...event("MODIFIED", config("a", 5))]);
    script.watches[0]?.push(event("DELETED", config("b", 6)));
    await clock.advance(0);
    expect(seen).toEqual(["ADDED a", "ADDED b", "MODIFIED a", "DELETED b"]);
    expect(reflector.get("default", "a")?.metadata.resourceVersion).toBe("5");
    expect(reflector.list()).toHaveLength(1);
    expect(reflector.resourceVersion).toBe("6");
  });

  it("resumes after the last change when the connection is lost, without listing again", async () => {
    const { clock, script, reflector } = start([{ items: [], resourceVersion: "3" }]);
    await reflector.synced;
    await clock.advance(0);
    script.watches[0]?.push(event("ADDED", config("a", 7)));
    await clock.advance(0);
    script.watches[0]?.fail(gone);
    await clock.advance(0);
    await clock.advance(50);
    expect(script.watches.map((watch) => watch.since)).toEqual(["3", "7"]);
    expect(reflector.list()).toHaveLength(1);
  });

  it("tells an absence found on listing again from a deletion that was seen", async () => {
    const { clock, script, reflector, seen } = start([
      { items: [config("a", 1), config("b", 2), config("c", 3)], resourceVersion: "3" },
      { items: [config("b", 2, "another"), config("c", 9)], resourceVersion: "9" },
    ]);
    await reflector.synced;
    await clock.advance(0);
    script.watches[0]?.fail(expired);
    await clock.advance(0);
    await clock.advance(50);
    expect(seen.slice(3)).toEqual(["GONE a", "GONE b", "ADDED b", "MODIFIED c"]);
  });

  it("replays what is there to whoever subscribes late", async () => {
    const { reflector } = start([{ items: [config("a", 1)], resourceVersion: "3" }]);
    await reflector.synced;
    const late: string[] = [];
    reflector.onChange(({ type, object }) => late.push(`${type} ${object.metadata.name}`));
    expect(late).toEqual(["ADDED a"]);
  });

  it("takes up what an earlier one knew and hears of the deletions since", async () => {
    const { clock, script, reflector, seen } = start([], [config("a", 4)]);
    await clock.advance(0);
    expect(script.watches[0]?.since).toBe("5");
    script.watches[0]?.push(event("DELETED", config("a", 8)));
    await reflector.synced;
    expect(seen).toEqual(["ADDED a", "DELETED a"]);
  });

  it("lets a waiter go on when its write has arrived, and times out one whose write never does", async () => {
    const { clock, script, reflector } = start([{ items: [], resourceVersion: "3" }]);
    await reflector.synced;
    await clock.advance(0);
    const arrives = reflector.waitFor("5", 1_000);
    const never = expect(reflector.waitFor("99", 1_000)).rejects.toMatchObject({ reason: "Timeout" });
    script.watches[0]?.push([{ type: "BOOKMARK", resourceVersion: "6" }]);
    await arrives;
    await clock.advance(1_000);
    await never;
  });

  it("goes on after a handler threw", async () => {
    const { clock, script, reflector, seen } = start([{ items: [], resourceVersion: "3" }]);
    await reflector.synced;
    reflector.onChange(() => {
      throw new Error("broken handler");
    });
    reflector.onChange(({ object }) => seen.push(`last ${object.metadata.name}`));
    await clock.advance(0);
    script.watches[0]?.push(event("ADDED", config("a", 4)));
    await clock.advance(0);
    expect(seen).toEqual(["ADDED a", "last a"]);
  });

  it("backs off up to a second while the engine is away, and stops when closed", async () => {
    const { clock, script, reflector } = start([]);
    await clock.advance(10_000);
    script.lists.push({ items: [config("a", 1)], resourceVersion: "3" });
    await clock.advance(1_000);
    expect(reflector.list()).toHaveLength(1);
    reflector.close();
    script.watches[0]?.push(event("ADDED", config("b", 4)));
    await clock.advance(0);
    expect(reflector.list()).toHaveLength(1);
  });
});

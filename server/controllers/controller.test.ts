import { describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { ClusterError, type Reason } from "@/server/lib/errors";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import type { ConfigMap } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import { memoryCluster } from "@/server/testing/memoryCluster";
import type { Outcome } from "./actions";
import type { Caches } from "./caches";
import { type Queue, type RunningController, runController } from "./controller";

/** The fake clock does not move what the event loop still has to do: looked at until it is so. */
const soon = { timeout: 4_000, interval: 2 };

interface Shell {
  readonly queue: Queue;
  readonly running: RunningController;
  readonly clock: FakeClock;
  readonly cluster: Cluster;
  /** What the shell wanted the cache to include before it decided. */
  readonly waitedFor: string[];
  /** Lets the cache reach what is waited for. */
  arrive(): void;
}

/** A shell around one decision, on an engine in memory, with a cache that lags until it is let go on. */
function shellAround(reconcile: (cluster: Cluster) => Outcome | undefined): Shell {
  const clock = new FakeClock();
  const cluster = memoryCluster({ clock }).as(systemSubject("test"));
  const waitedFor: string[] = [];
  let arrive = () => {};
  const cache = {
    synced: Promise.resolve(),
    waitFor(version: string) {
      waitedFor.push(version);
      return new Promise<void>((resolve) => {
        arrive = resolve;
      });
    },
  };
  const caches = { of: () => cache } as unknown as Caches;
  let queue: Queue = { add() {}, addAfter() {} };
  const running = runController(
    {
      name: "test-controller",
      kinds: ["ConfigMap"],
      workers: 1,
      watch: (own) => {
        queue = own;
        return [];
      },
      reconcile: () => reconcile(cluster),
    },
    { cluster, caches, clock, random: systemRandom, log: silentLog },
  );
  return { queue, running, clock, cluster, waitedFor, arrive: () => arrive() };
}

function failing(...reasons: Reason[]) {
  let looks = 0;
  const shell = shellAround(() => {
    const reason = reasons[looks++];
    if (reason) throw new ClusterError(reason, { says: reason });
    return undefined;
  });
  return { ...shell, looks: () => looks };
}

describe("the shell of controllers", () => {
  it("decides again only when the cache includes what it wrote last", async () => {
    let looks = 0;
    const manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "made", namespace: "default" } };
    const { queue, clock, cluster, waitedFor, arrive, running } = shellAround(() => {
      looks++;
      return looks === 1 ? { actions: [{ do: "create", kind: "ConfigMap", manifest }] } : undefined;
    });
    await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
    queue.add("key");
    await expect.poll(() => cluster.list("ConfigMap").then(({ items }) => items.length), soon).toBe(1);
    const made: ConfigMap = await cluster.get("ConfigMap", { name: "made", namespace: "default" });
    queue.add("key");
    await expect.poll(() => waitedFor, soon).toEqual([made.metadata.resourceVersion]);
    await clock.advance(0);
    expect(looks).toBe(1);
    arrive();
    await expect.poll(() => looks).toBe(2);
    await running.close();
  });

  it("backs off a key that throws, and lives on", async () => {
    const { queue, clock, looks, running } = failing("InternalError", "InternalError");
    queue.add("key");
    await expect.poll(looks, soon).toBe(1);
    await clock.advance(5);
    await expect.poll(looks, soon).toBe(2);
    await clock.advance(9);
    expect(looks()).toBe(2);
    await clock.advance(1);
    await expect.poll(looks, soon).toBe(3);
    await expect.poll(() => running.isIdle, soon).toBe(true);
    await running.close();
  });

  it("lets a key rest whose write can never succeed, until something about it changes", async () => {
    const { queue, clock, looks, running } = failing("Invalid");
    queue.add("key");
    await expect.poll(looks, soon).toBe(1);
    await expect.poll(() => running.isIdle, soon).toBe(true);
    await clock.advance(600_000);
    expect(looks()).toBe(1);
    queue.add("key");
    await expect.poll(looks, soon).toBe(2);
    await running.close();
  });

  it("waits a moment, and no longer each time, while the store cannot write", async () => {
    const { queue, clock, looks, running } = failing(...Array<Reason>(20).fill("Unavailable"));
    queue.add("key");
    for (let tries = 1; tries <= 20; tries++) {
      await expect.poll(looks, soon).toBe(tries);
      await clock.advance(250);
    }
    await expect.poll(looks, soon).toBe(21);
    await running.close();
  });

  it("writes nothing more once it is closed, and closes while it waits for its first list", async () => {
    const { queue, clock, looks, running } = failing();
    await running.close();
    queue.add("key");
    await clock.advance(1_000);
    expect(looks()).toBe(0);
  });
});

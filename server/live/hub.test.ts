import { describe, expect, it, vi } from "vitest";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { aNode, aPod } from "@/server/objects/builders";
import { clusterOf, type TestCluster } from "@/server/testing/clusterOf";
import { FakeClock } from "@/server/testing/fakeClock";
import { createHub } from "./hub";

const hubOf = (cluster: TestCluster) => createHub({ cluster, clock: systemClock, log: silentLog });

describe("the hub", () => {
  it("calls who depends on the object that moved, and nobody else", async () => {
    const cluster = await clusterOf([]);
    const hub = hubOf(cluster);
    const [shop, mail, one, nodes] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
    const followed = [
      hub.follow([{ kind: "Pod", namespace: "shop" }], shop),
      hub.follow([{ kind: "Pod", namespace: "mail" }], mail),
      hub.follow([{ kind: "Pod", namespace: "shop", name: "b" }], one),
      hub.follow([{ kind: "Node" }], nodes),
    ];
    await Promise.all(followed.map(({ ready }) => ready));
    await cluster.put(aPod("a").in("shop").build());
    await vi.waitFor(() => expect(shop).toHaveBeenCalled());
    await cluster.put(aPod("b").in("shop").build());
    await vi.waitFor(() => expect(one).toHaveBeenCalled());
    await cluster.put(aNode("n").build());
    await vi.waitFor(() => expect(nodes).toHaveBeenCalled());
    expect(mail).not.toHaveBeenCalled();
    hub.close();
  });

  it("calls everyone after a watch broke, since a change may have been missed", async () => {
    const cluster = await clusterOf([]);
    let breakIt = (_error: Error) => {};
    const { watch } = cluster;
    const broken: TestCluster = {
      ...cluster,
      watch: (kind, options) => {
        const watching = watch(kind, options);
        const breaking = new Promise<never>((_resolve, reject) => {
          breakIt = reject;
        });
        return {
          [Symbol.asyncIterator]: () => {
            const inner = watching[Symbol.asyncIterator]();
            return { next: () => Promise.race([inner.next(), breaking]) };
          },
        };
      },
    };
    const hub = hubOf(broken);
    const call = vi.fn();
    await hub.follow([{ kind: "Pod" }], call).ready;
    call.mockClear();
    breakIt(new Error("too slow"));
    await vi.waitFor(() => expect(call).toHaveBeenCalled());
    hub.close();
  });

  it("ends the watch of a kind a while after the last who looked, and begins a new one for the next", async () => {
    const cluster = await clusterOf([]);
    const clock = new FakeClock();
    const signals: AbortSignal[] = [];
    const watched: TestCluster = {
      ...cluster,
      watch: (kind, options) => {
        if (options?.signal) signals.push(options.signal);
        return cluster.watch(kind, options);
      },
    };
    const hub = createHub({ cluster: watched, clock, log: silentLog });
    const look = async (call = () => {}) => {
      const following = hub.follow([{ kind: "Pod" }], call);
      await following.ready;
      return following;
    };
    (await look()).stop();
    await clock.advance(30_000);
    const again = await look();
    await clock.advance(300_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    again.stop();
    await clock.advance(60_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    const before = hub.revision;
    const call = vi.fn();
    await look(call);
    await cluster.put(aPod("a").build());
    await vi.waitFor(() => expect(call).toHaveBeenCalled());
    expect(hub.revision).toBeGreaterThan(before);
    hub.close();
  });

  it("knows the newest revision it has heard of", async () => {
    const cluster = await clusterOf([]);
    const hub = hubOf(cluster);
    const call = vi.fn();
    await hub.follow([{ kind: "Pod" }], call).ready;
    await cluster.put(aPod("a").build());
    await cluster.put(aPod("b").build());
    const { resourceVersion } = await cluster.list("Pod");
    await vi.waitFor(() => expect(hub.revision).toBe(Number(resourceVersion)));
    hub.close();
  });
});

import { describe, expect, it, vi } from "vitest";
import type { Cluster, LogOptions, Name } from "@/server/cluster/cluster";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { aPod } from "@/server/objects/builders";
import type { Pod } from "@/server/objects/types";
import { clusterOf, type TestCluster } from "@/server/testing/clusterOf";
import { createHub } from "./hub";
import { LogStream } from "./logStream";
import { type LinesMessage, type LogLine, logsInput } from "./protocol";

/** What each pod says, and whether it goes on until it is stopped. */
type Speech = (pod: Name, options: LogOptions) => AsyncIterable<Uint8Array>;

async function* say(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* sayAndStay(text: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
  await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
}

async function open(cluster: TestCluster, speech: Speech, asked: object) {
  const hub = createHub({ cluster, clock: systemClock, log: silentLog });
  const lines: LogLine[] = [];
  const told: [string, unknown][] = [];
  const stream = new LogStream(logsInput.parse({ id: "1", namespace: "shop", ...asked }), {
    cluster: { ...cluster, logs: speech } as Cluster,
    hub,
    clock: systemClock,
    peer: {
      send: async (_event, message) => void lines.push(...(message as LinesMessage).lines),
      tell: (event, message) => told.push([event, message]),
    },
  });
  const close = () => {
    stream.close();
    hub.close();
  };
  return { lines, told, close };
}

const running = (name: string, restarts = 0): Pod =>
  aPod(name)
    .in("shop")
    .labelled({ app: "web" })
    .ready()
    .with((pod) => {
      for (const status of pod.status?.containerStatuses ?? []) {
        status.restartCount = restarts;
        status.state = { running: {} };
        status.containerID = `x://${name}-${restarts}`;
      }
    })
    .build();

const byPod = (lines: readonly LogLine[]) => lines.map(({ pod, text }) => `${pod}: ${text}`).sort();

describe("logs", () => {
  it("of several pods come as one stream of lines, each with its pod, and end", async () => {
    const cluster = await clusterOf([running("a"), running("b")]);
    const { lines, told, close } = await open(cluster, ({ name }) => say(`one ${name}\ntw`, "o\n"), {
      labelSelector: "app=web",
      follow: false,
    });
    await vi.waitFor(() => expect(told).toEqual([["logs.end", { id: "1" }]]));
    expect(byPod(lines)).toEqual(["a: one a", "a: two", "b: one b", "b: two"]);
    close();
  });

  it("take in pods that come to be selected, from their beginning", async () => {
    const cluster = await clusterOf([running("a")]);
    const asked: LogOptions[] = [];
    const speech: Speech = ({ name }, options) => {
      asked.push(options);
      return sayAndStay(`hello from ${name}\n`, options.signal);
    };
    const { lines, close } = await open(cluster, speech, { labelSelector: "app=web", tailLines: 5 });
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    await cluster.put(running("b"));
    await vi.waitFor(() => expect(byPod(lines)).toEqual(["a: hello from a", "b: hello from b"]));
    expect(asked.map(({ tailLines }) => tailLines)).toEqual([5, undefined]);
    close();
  });

  it("go on with a container that was started again", async () => {
    const cluster = await clusterOf([running("a")]);
    let life = 0;
    const { lines, close } = await open(cluster, () => say(`life ${++life}\n`), { pods: ["a"] });
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    await cluster.put(running("a", 1));
    await vi.waitFor(() => expect(byPod(lines)).toEqual(["a: life 1", "a: life 2"]));
    close();
  });

  it("that cannot be read say why, for the pod it is about", async () => {
    const cluster = await clusterOf([running("a")]);
    const failing: Speech = () => {
      throw new Error("the node is away");
    };
    const { told, close } = await open(cluster, failing, { pods: ["a"] });
    await vi.waitFor(() => expect(told[0]?.[1]).toMatchObject({ pod: "a", says: "the node is away" }));
    close();
  });

  it("go on where they broke off once the node answers again", async () => {
    const cluster = await clusterOf([running("a")]);
    const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
    const asked: (string | undefined)[] = [];
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${at(1)} one\n${at(2)} two\n${at(2)} half a li`);
      throw new Error("the agent went away");
    }
    const speech: Speech = (_pod, { sinceTime, signal }) => {
      asked.push(sinceTime);
      if (asked.length === 1) return breaking();
      if (asked.length === 2) throw new Error("the agent is away");
      return sayAndStay(`${at(2)} two\n${at(2)} half a line\n${at(3)} three\n`, signal);
    };
    const { lines, told, close } = await open(cluster, speech, { pods: ["a"] });
    await vi.waitFor(
      () => expect(lines.map(({ text }) => text)).toEqual(["one", "two", "half a line", "three"]),
      5_000,
    );
    expect(asked).toEqual([undefined, at(2), at(2)]);
    expect(told.map(([event]) => event)).toEqual(["logs.problem", "logs.problem"]);
    close();
  });

  it("wait for a browser that is slow, instead of filling memory", async () => {
    const cluster = await clusterOf([running("a")]);
    let produced = 0;
    async function* flood(): AsyncGenerator<Uint8Array> {
      for (; produced < 100_000; produced += 100) yield Buffer.from("line\n".repeat(100));
    }
    const hub = createHub({ cluster, clock: systemClock, log: silentLog });
    const never = { send: () => new Promise<void>(() => {}), tell: () => {} };
    const stream = new LogStream(logsInput.parse({ id: "1", namespace: "shop", pods: ["a"], follow: false }), {
      cluster: { ...cluster, logs: () => flood() } as Cluster,
      hub,
      clock: systemClock,
      peer: never,
    });
    await vi.waitFor(() => expect(produced).toBeGreaterThan(1_000));
    await new Promise((resolve) => setImmediate(resolve));
    expect(produced).toBeLessThan(5_000);
    stream.close();
    hub.close();
  });
});

import { get as httpGet, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { reflect } from "@/server/cluster/reflector";
import { systemSubject } from "@/server/cluster/subject";
import { testEngine } from "@/server/engines/embedded/testEngine";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { MemoryStore } from "@/server/store/memoryStore";
import type { Store } from "@/server/store/store";
import { type TestApi, testApi } from "./testApi";

let admin: Cluster;
let api: TestApi;
let open: number;

/** The store, with a count of the watches that are open. */
function counted(store: Store): Store {
  const watch: Store["watch"] = (scope, since) => {
    const made = store.watch(scope, since);
    const { close } = made;
    let isOpen = true;
    open++;
    made.close = () => {
      if (isOpen) open--;
      isOpen = false;
      close.call(made);
    };
    return made;
  };
  return new Proxy(store, {
    get: (target, name) => {
      if (name === "watch") return watch;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

beforeEach(async () => {
  open = 0;
  const { cluster } = testEngine({ store: counted(new MemoryStore({ clock: systemClock, ringCapacity: 100 })) });
  admin = cluster.as(systemSubject("test"));
  await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  api = await testApi(cluster);
});
afterEach(() => api.close());

const at = (name: string) => ({ namespace: "default", name });
const create = (name: string, data: Record<string, string> = {}) =>
  admin.create("ConfigMap", { apiVersion: "v1", kind: "ConfigMap", metadata: at(name), data });
const set = (name: string, value: string) =>
  admin.patch("ConfigMap", at(name), { type: "merge", body: { data: { a: value } } });

interface Line {
  type: string;
  object: {
    code?: number;
    reason?: string;
    metadata: { name?: string; resourceVersion: string; annotations?: object };
  };
}

/** A watch as any client has it: its lines one by one. */
async function watch(query: string) {
  const headers = { authorization: "Bearer admin" };
  const path = `/api/v1/namespaces/default/configmaps?watch=1&${query}`;
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    httpGet({ socketPath: api.socketPath, path, headers, agent: false }, resolve).on("error", reject),
  );
  const lines = createInterface(response)[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await lines.next();
    return done ? undefined : (JSON.parse(value) as Line);
  };
  return { response, next, stop: () => response.destroy() };
}

/** Resolves when the condition holds; it is looked at after each turn of the loop. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe("a watch over HTTP", () => {
  it("streams one event a line, in order", async () => {
    const { metadata } = await create("a");
    const { next, stop } = await watch(`resourceVersion=${metadata.resourceVersion}`);
    await set("a", "1");
    await admin.delete("ConfigMap", at("a"));
    expect([(await next())?.type, (await next())?.type]).toEqual(["MODIFIED", "DELETED"]);
    stop();
  });

  it("begins with all there is, and marks the end of it for whoever asks", async () => {
    await create("a");
    await create("b");
    const query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const { next, stop } = await watch(query);
    const lines = [await next(), await next(), await next()];
    expect(lines.map((line) => line?.type)).toEqual(["ADDED", "ADDED", "BOOKMARK"]);
    expect(lines[2]?.object.metadata.annotations).toEqual({ "k8s.io/initial-events-end": "true" });
    stop();
  });

  it("sends no bookmarks to a client that did not ask for them", async () => {
    const { metadata } = await create("a");
    const plain = await watch(`resourceVersion=${metadata.resourceVersion}`);
    const asked = await watch(`resourceVersion=${metadata.resourceVersion}&allowWatchBookmarks=true`);
    expect((await asked.next())?.type).toBe("BOOKMARK");
    await set("a", "1");
    expect((await plain.next())?.type).toBe("MODIFIED");
    plain.stop();
    asked.stop();
  });

  it("says that a resourceVersion is too old by an event with code 410", async () => {
    await create("a");
    for (let n = 0; n < 150; n++) await set("a", String(n));
    const { response, next } = await watch("resourceVersion=2");
    expect(response.statusCode).toBe(200);
    const line = await next();
    expect([line?.type, line?.object.code, line?.object.reason]).toEqual(["ERROR", 410, "Expired"]);
    expect(await next()).toBeUndefined();
  });

  it("ends after the time that the client allowed", async () => {
    const { next } = await watch("timeoutSeconds=1");
    expect(await next()).toBeUndefined();
  });

  it("ends a reader that has stopped reading, too", async () => {
    const { metadata } = await create("a");
    const { response } = await watch(`resourceVersion=${metadata.resourceVersion}&timeoutSeconds=1`);
    response.pause();
    const large = "x".repeat(100_000);
    for (let n = 0; n < 50; n++) await set("a", `${n} ${large}`);
    await expect.poll(() => api.connections(), { timeout: 10_000 }).toBe(0);
  });

  it("lets go of the engine's watch when the client is gone", async () => {
    // The engine has a watch of its own, by which it learns of custom kinds.
    const own = open;
    const watches = await Promise.all([watch("resourceVersion=1"), watch("resourceVersion=1")]);
    await until(() => open === own + 2);
    for (const { stop } of watches) stop();
    await until(() => open === own);
    expect(open).toBe(own);
  });

  it("lets a client that does not read hold up only itself, and sends it away as too old", async () => {
    const { metadata } = await create("a");
    const slow = await watch(`resourceVersion=${metadata.resourceVersion}`);
    slow.response.pause();
    const large = "x".repeat(100_000);
    for (let n = 0; n < 300; n++) await set("a", `${n} ${large}`);
    slow.response.resume();
    let last: Line | undefined;
    let count = 0;
    for (let line = await slow.next(); line; line = await slow.next()) {
      last = line;
      count++;
    }
    expect(last).toMatchObject({ type: "ERROR", object: { code: 410 } });
    expect(count).toBeLessThan(300);
  });
});

describe("a reflector over HTTP", () => {
  it("misses no change while its connection is cut again and again", async () => {
    const reflector = reflect(api.client(), "ConfigMap", { namespace: "default", clock: systemClock, log: silentLog });
    const seen: string[] = [];
    reflector.onChange(({ type, object }) => seen.push(`${type} ${object.metadata.name}`));
    await reflector.synced;
    for (let n = 0; n < 20; n++) {
      await create(`c-${n}`);
      if (n % 5 === 0) api.cut();
      const { metadata } = await admin.delete("ConfigMap", at(`c-${n}`));
      await reflector.waitFor(metadata.resourceVersion, 10_000);
    }
    const deleted = seen.filter((change) => change.startsWith("DELETED"));
    expect(new Set(deleted).size).toBe(20);
    expect(seen.some((change) => change.startsWith("GONE"))).toBe(false);
    reflector.close();
  });

  it("refuses the answers of an older control plane", async () => {
    const client = api.client();
    api.epoch = 5;
    await client.list("ConfigMap");
    api.epoch = 4;
    await expect(client.list("ConfigMap")).rejects.toThrow(/an older control plane answered \(epoch 4, after 5\)/);
    api.epoch = 6;
    expect((await client.list("ConfigMap")).items).toEqual([]);
  });

  it("says Unavailable when nobody answers", async () => {
    const client = api.client();
    await api.close();
    await expect(client.list("ConfigMap")).rejects.toMatchObject({ reason: "Unavailable" });
    await expect(client.delete("ConfigMap", at("a"))).rejects.toMatchObject({ reason: "Unavailable" });
    api = await testApi(admin);
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { isReason } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";
import type { Change, Key, Operation, Store, Watch } from "./store";

export type MakeStore = (options: { readonly ringCapacity?: number }) => Promise<Store>;

export function keyOf(name: string, resource = "configmaps", namespace = "default"): Key {
  return { resource, namespace, name };
}

export function objectAt(key: Key, data: Record<string, string> = {}): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: key.name,
      namespace: key.namespace,
      uid: `uid-${key.name}`,
      resourceVersion: "",
      creationTimestamp: "2026-01-01T00:00:00Z",
    },
    data,
  };
}

export function put(key: Key, data?: Record<string, string>): Operation {
  return { type: "put", key, object: objectAt(key, data) };
}

/** Reads until `count` changes have come. */
export async function take(watch: Watch, count: number): Promise<Change[]> {
  const seen: Change[] = [];
  if (count === 0) return seen;
  for await (const batch of watch) {
    seen.push(...batch);
    if (seen.length >= count) break;
  }
  return seen;
}

const shown = (changes: readonly Change[]) => changes.map(({ type, key }) => `${type} ${key.name}`);

/** What every store promises. `make` gives an empty one. */
export function describeStore(name: string, make: MakeStore): void {
  describe(name, () => {
    const open: Store[] = [];
    const fresh = async (options: { ringCapacity?: number } = {}) => {
      const store = await make(options);
      open.push(store);
      return store;
    };
    afterEach(async () => {
      for (const store of open.splice(0)) await store.close();
    });
    describeWrites(fresh);
    describeReads(fresh);
    describePreconditions(fresh);
    describeWatch(fresh);
    describeResume(fresh);
  });
}

function describeWrites(fresh: MakeStore): void {
  describe("commit", () => {
    it("stamps the revision into the object and leaves the caller's as it was", async () => {
      const store = await fresh({});
      const object = objectAt(keyOf("a"));
      const { revision, changes } = await store.commit([{ type: "put", key: keyOf("a"), object }]);
      expect(changes[0]?.object.metadata.resourceVersion).toBe(String(revision));
      expect((await store.get(keyOf("a")))?.metadata.resourceVersion).toBe(String(revision));
      expect(object.metadata.resourceVersion).toBe("");
    });

    it("gives each change a revision of its own, in the order of the operations", async () => {
      const store = await fresh({});
      const first = store.status().revision;
      const { revision, changes } = await store.commit([put(keyOf("b")), put(keyOf("a")), put(keyOf("b"), { v: "2" })]);
      expect(changes.map((change) => change.revision)).toEqual([first + 1, first + 2, first + 3]);
      expect(shown(changes)).toEqual(["ADDED b", "ADDED a", "MODIFIED b"]);
      expect(revision).toBe(first + 3);
      expect((await store.get(keyOf("b")))?.data).toEqual({ v: "2" });
    });

    it("keeps all changes of one key when many writers meet in a batch", async () => {
      const store = await fresh({});
      const watch = store.watch({}, store.status().revision);
      await Promise.all(Array.from({ length: 50 }, (_, n) => store.commit([put(keyOf("hot"), { n: String(n) })])));
      const changes = await take(watch, 50);
      expect(changes.map(({ object }) => (object.data as { n: string }).n)).toEqual(
        Array.from({ length: 50 }, (_, n) => String(n)),
      );
      expect((await store.get(keyOf("hot")))?.data).toEqual({ n: "49" });
    });

    it("tells what was there before, and on deletion the last state with the deletion's revision", async () => {
      const store = await fresh({});
      await store.commit([put(keyOf("a"), { v: "1" })]);
      const { changes, revision } = await store.commit([
        put(keyOf("a"), { v: "2" }),
        { type: "delete", key: keyOf("a") },
      ]);
      expect(changes.map(({ type }) => type)).toEqual(["MODIFIED", "DELETED"]);
      expect(changes[0]?.previous?.data).toEqual({ v: "1" });
      expect(changes[1]?.object.data).toEqual({ v: "2" });
      expect(changes[1]?.object.metadata.resourceVersion).toBe(String(revision));
      expect(await store.get(keyOf("a"))).toBeUndefined();
    });

    it("serialises a change as the object that it shows", async () => {
      const store = await fresh({});
      const { changes } = await store.commit([put(keyOf("a"), { text: 'é "\\ \u0000 \u001e \ud800 ✓' })]);
      expect(JSON.parse(changes[0]?.json() ?? "")).toEqual(changes[0]?.object);
    });

    it("fails alone when its object cannot be JSON or its key cannot be stored", async () => {
      const store = await fresh({});
      const cyclic = objectAt(keyOf("cyclic"));
      cyclic.data = cyclic;
      const results = await Promise.allSettled([
        store.commit([put(keyOf("before"))]),
        store.commit([{ type: "put", key: keyOf("cyclic"), object: cyclic }]),
        store.commit([put(keyOf("nul\u0000"))]),
        store.commit([put(keyOf(""))]),
        store.commit([put(keyOf("x".repeat(5_000)))]),
        store.commit([put(keyOf("after"))]),
      ]);
      expect(results.map(outcome)).toEqual(["done", "BadRequest", "BadRequest", "BadRequest", "BadRequest", "done"]);
      expect((await store.list({})).items).toHaveLength(2);
    });

    it("refuses writes after it was closed", async () => {
      const store = await fresh({});
      await store.close();
      await expect(store.commit([put(keyOf("a"))])).rejects.toMatchObject({ reason: "Unavailable" });
      expect(store.status().isWritable).toBe(false);
    });
  });
}

function outcome(result: PromiseSettledResult<unknown>): string {
  if (result.status === "fulfilled") return "done";
  return isReason(result.reason, "BadRequest", "NotFound", "Conflict", "AlreadyExists")
    ? result.reason.reason
    : "error";
}

function describeReads(fresh: MakeStore): void {
  describe("get and list", () => {
    it("lists by resource, namespace and name, in the order of namespace and name", async () => {
      const store = await fresh({});
      await store.commit([
        put(keyOf("z", "pods", "b")),
        put(keyOf("y", "pods", "a")),
        put(keyOf("x", "pods", "b")),
        put(keyOf("x", "services", "b")),
      ]);
      const names = async (scope: object) =>
        (await store.list(scope)).items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
      expect(await names({ resource: "pods" })).toEqual(["a/y", "b/x", "b/z"]);
      expect(await names({ resource: "pods", namespace: "b" })).toEqual(["b/x", "b/z"]);
      expect(await names({ resource: "pods", name: "x" })).toEqual(["b/x"]);
      expect(await names({ resource: "nodes" })).toEqual([]);
      expect(await names({})).toHaveLength(4);
      await store.commit([put(keyOf("w", "pods", "b")), { type: "delete", key: keyOf("x", "pods", "b") }]);
      expect(await names({ resource: "pods" })).toEqual(["a/y", "b/w", "b/z"]);
    });

    it("gives a list that later writes do not change", async () => {
      const store = await fresh({});
      await store.commit([put(keyOf("a"))]);
      const { items } = await store.list({ resource: "configmaps" });
      await store.commit([put(keyOf("b"))]);
      expect(items).toHaveLength(1);
    });

    it("waits for the revision that a read must include", async () => {
      const store = await fresh({});
      const next = store.status().revision + 1;
      const reading = store.get(keyOf("a"), { atLeast: next });
      await store.commit([put(keyOf("a"), { v: "1" })]);
      expect((await reading)?.data).toEqual({ v: "1" });
      expect((await store.list({}, { atLeast: next })).revision).toBeGreaterThanOrEqual(next);
    });

    it("tells what happened to a key, newest first, in pages", async () => {
      const store = await fresh({});
      await store.commit([put(keyOf("a"), { v: "1" })]);
      await store.commit([put(keyOf("b"))]);
      await store.commit([put(keyOf("a"), { v: "2" })]);
      await store.commit([{ type: "delete", key: keyOf("a") }]);
      const all = await store.history(keyOf("a"));
      expect(all.map(({ type, object }) => [type, object.data])).toEqual([
        ["DELETED", { v: "2" }],
        ["MODIFIED", { v: "2" }],
        ["ADDED", { v: "1" }],
      ]);
      expect(all[0]?.atMs).toBeGreaterThan(0);
      const page = await store.history(keyOf("a"), { limit: 1, before: all[0]?.revision });
      expect(page.map(({ revision }) => revision)).toEqual([all[1]?.revision]);
    });
  });
}

function describePreconditions(fresh: MakeStore): void {
  describe("preconditions", () => {
    it("refuses to create what is there", async () => {
      const store = await fresh({});
      await store.commit([{ ...put(keyOf("a")), expect: { isAbsent: true } } as Operation]);
      const again = store.commit([{ ...put(keyOf("a")), expect: { isAbsent: true } } as Operation]);
      await expect(again).rejects.toMatchObject({ reason: "AlreadyExists", about: { name: "a" } });
    });

    it("refuses a stale revision or another UID, and takes the right ones", async () => {
      const store = await fresh({});
      const { revision } = await store.commit([put(keyOf("a"))]);
      const attempt = (expect: object) => store.commit([{ ...put(keyOf("a")), expect } as Operation]);
      await expect(attempt({ revision: revision - 1 })).rejects.toMatchObject({ reason: "Conflict" });
      await expect(attempt({ uid: "another" })).rejects.toMatchObject({ reason: "Conflict" });
      await expect(attempt({ uid: "uid-a", revision })).resolves.toMatchObject({ revision: revision + 1 });
    });

    it("does not find what is not there", async () => {
      const store = await fresh({});
      await expect(store.commit([{ type: "delete", key: keyOf("a") }])).rejects.toMatchObject({ reason: "NotFound" });
      const update = { ...put(keyOf("a")), expect: { revision: 1 } } as Operation;
      await expect(store.commit([update])).rejects.toMatchObject({ reason: "NotFound" });
    });

    it("stores nothing of a commit when one of its checks fails", async () => {
      const store = await fresh({});
      const before = store.status().revision;
      const guard: Operation = { type: "check", key: keyOf("guard"), expect: { uid: "g" } };
      await expect(store.commit([put(keyOf("a")), guard])).rejects.toMatchObject({ reason: "NotFound" });
      expect(await store.get(keyOf("a"))).toBeUndefined();
      expect(store.status().revision).toBe(before);
    });

    it("lets exactly one of many creators win, and fails no neighbour", async () => {
      const store = await fresh({});
      const creators = Array.from({ length: 20 }, () =>
        store.commit([{ ...put(keyOf("one")), expect: { isAbsent: true } } as Operation]),
      );
      const neighbour = store.commit([put(keyOf("neighbour"))]);
      const outcomes = (await Promise.allSettled(creators)).map(outcome);
      expect(outcomes.filter((each) => each === "done")).toHaveLength(1);
      expect(outcomes.filter((each) => each === "AlreadyExists")).toHaveLength(19);
      await expect(neighbour).resolves.toBeDefined();
    });

    it("resolves a commit of checks alone, and changes nothing", async () => {
      const store = await fresh({});
      const { revision } = await store.commit([put(keyOf("a"))]);
      const checked = await store.commit([{ type: "check", key: keyOf("a"), expect: { revision } }]);
      expect(checked).toEqual({ revision, changes: [] });
    });

    it("orders concurrent read-modify-writes so that none is lost, and who is refused can read why", async () => {
      const store = await fresh({});
      await store.commit([put(keyOf("n"), { n: "0" })]);
      let conflicts = 0;
      const increment = async (): Promise<void> => {
        const old = await store.get(keyOf("n"));
        const n = String(Number((old?.data as { n: string } | undefined)?.n) + 1);
        const revision = Number(old?.metadata.resourceVersion);
        const write = store.commit([{ ...put(keyOf("n"), { n }), expect: { revision } } as Operation]);
        await write.catch((error: unknown) => {
          expect(++conflicts).toBeLessThan(200);
          return isReason(error, "Conflict") ? increment() : Promise.reject(error);
        });
      };
      await Promise.all(Array.from({ length: 10 }, increment));
      expect((await store.get(keyOf("n")))?.data).toEqual({ n: "10" });
    });
  });
}

function describeWatch(fresh: MakeStore): void {
  describe("watch", () => {
    it("has shown a change to reads and watchers when its writer hears of it", async () => {
      const store = await fresh({});
      const watch = store.watch({});
      const shownFirst = take(watch, 1);
      const { revision, changes } = await store.commit([put(keyOf("a"))]);
      expect((await store.get(keyOf("a")))?.metadata.resourceVersion).toBe(String(revision));
      expect((await shownFirst)[0]).toBe(changes[0]);
      expect(watch.revision).toBe(revision);
    });

    it("shows only its scope, and its revision goes on over the rest", async () => {
      const store = await fresh({});
      const watch = store.watch({ resource: "pods", namespace: "a" });
      const taking = take(watch, 2);
      await store.commit([put(keyOf("x", "pods", "b")), put(keyOf("x", "pods", "a"))]);
      await store.commit([put(keyOf("x", "services", "a"))]);
      const { revision } = await store.commit([put(keyOf("y", "pods", "a"))]);
      expect(shown(await taking)).toEqual(["ADDED x", "ADDED y"]);
      expect(watch.revision).toBe(revision);
    });

    it("advances its revision while nothing in its scope changes", async () => {
      const store = await fresh({ ringCapacity: 4 });
      const watch = store.watch({ resource: "nodes" });
      const taking = take(watch, 1);
      for (let n = 0; n < 20; n++) await store.commit([put(keyOf(`a${n}`))]);
      expect(watch.revision).toBe(store.status().revision);
      await store.commit([put(keyOf("n", "nodes", ""))]);
      expect(shown(await taking)).toEqual(["ADDED n"]);
    });

    it("shares one change among all watchers", async () => {
      const store = await fresh({});
      const watching = [take(store.watch({}), 1), take(store.watch({ resource: "configmaps" }), 1)];
      await store.commit([put(keyOf("a"))]);
      const [one, other] = await Promise.all(watching);
      expect(one?.[0]).toBe(other?.[0]);
    });

    it("ends when it is closed, and when the store is", async () => {
      const store = await fresh({});
      const closed = store.watch({});
      const left = store.watch({});
      const ends = [take(closed, 1), take(left, 1)];
      closed.close();
      await store.close();
      expect(await Promise.all(ends)).toEqual([[], []]);
    });
  });
}

function describeResume(fresh: MakeStore): void {
  describe("resume", () => {
    it("misses nothing after the revision of a list", async () => {
      const store = await fresh({});
      await store.commit([put(keyOf("a"))]);
      const { revision } = await store.list({});
      await store.commit([put(keyOf("b")), { type: "delete", key: keyOf("a") }]);
      expect(shown(await take(store.watch({}, revision), 2))).toEqual(["ADDED b", "DELETED a"]);
    });

    it("sees every revision once and in order under load", async () => {
      const store = await fresh({});
      const since = store.status().revision;
      const taking = take(store.watch({}, since), 300);
      await Promise.all(
        Array.from({ length: 300 }, (_, n) => store.commit([put(keyOf(`k${n % 37}`), { n: String(n) })])),
      );
      const revisions = (await taking).map(({ revision }) => revision);
      expect(revisions).toEqual(Array.from({ length: 300 }, (_, n) => since + n + 1));
    });

    it("says Expired when the changes are no longer kept, and for revisions that never were", async () => {
      const store = await fresh({ ringCapacity: 8 });
      const since = store.status().revision;
      for (let n = 0; n < 30; n++) await store.commit([put(keyOf("a"), { n: String(n) })]);
      await expect(take(store.watch({}, since), 1)).rejects.toMatchObject({ reason: "Expired" });
      await expect(take(store.watch({}, 1_000_000), 1)).rejects.toMatchObject({ reason: "Expired" });
    });

    it("drops a watcher that fell behind with the revision that it had reached, and delays nobody", async () => {
      const store = await fresh({ ringCapacity: 8 });
      const slow = store.watch({});
      const reading = slow[Symbol.asyncIterator]();
      const first = reading.next();
      const { revision } = await store.commit([put(keyOf("a"))]);
      await first;
      const quick = take(store.watch({}), 30);
      for (let n = 0; n < 30; n++) await store.commit([put(keyOf("b"), { n: String(n) })]);
      expect(await quick).toHaveLength(30);
      expect(slow.revision).toBe(revision);
      await expect(reading.next()).rejects.toMatchObject({ reason: "Expired" });
    });
  });
}

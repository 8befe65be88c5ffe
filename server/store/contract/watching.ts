import { describe, expect, it } from "vitest";
import { keyOf, type MakeStore, put, shown, take } from "./fixtures";

export function describeWatch(fresh: MakeStore): void {
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

export function describeResume(fresh: MakeStore): void {
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

import { describe, expect, it } from "vitest";
import { keyOf, type MakeStore, put } from "./fixtures";

export function describeReads(fresh: MakeStore): void {
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

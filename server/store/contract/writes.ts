import { describe, expect, it } from "vitest";
import { keyOf, type MakeStore, objectAt, outcome, put, shown, take } from "./fixtures";

/** Three bytes each in UTF-8, and so mixed that no index makes them shorter. */
function manyCharacters(count: number): string {
  return Array.from({ length: count }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7919) % 20_000))).join("");
}

export function describeWrites(fresh: MakeStore): void {
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
        store.commit([put(keyOf(manyCharacters(900)))]),
        store.commit([put(keyOf("after"))]),
      ]);
      const refused = Array.from({ length: 5 }, () => "BadRequest");
      expect(results.map(outcome)).toEqual(["done", ...refused, "done"]);
      expect((await store.list({})).items).toHaveLength(2);
    });

    it("keeps an object under the longest key that it takes", async () => {
      const store = await fresh({});
      const key = keyOf(manyCharacters(490));
      await store.commit([put(key)]);
      expect(await store.get(key)).toBeDefined();
    });

    it("refuses writes after it was closed", async () => {
      const store = await fresh({});
      await store.close();
      await expect(store.commit([put(keyOf("a"))])).rejects.toMatchObject({ reason: "Unavailable" });
      expect(store.status().isWritable).toBe(false);
    });
  });
}

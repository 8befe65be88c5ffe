import { describe, expect, it } from "vitest";
import { isReason } from "@/server/lib/errors";
import type { Operation } from "../store";
import { keyOf, type MakeStore, outcome, put } from "./fixtures";

export function describePreconditions(fresh: MakeStore): void {
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

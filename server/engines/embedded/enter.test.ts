import { describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { MemoryStore } from "@/server/store/memoryStore";
import { FakeClock } from "@/server/testing/fakeClock";
import { testEngine } from "./testEngine";

/** An engine with the namespace `shop`, and a way to do something once, at a moment of the next create. */
async function start(moment: "after admission" | "before the commit") {
  const clock = new FakeClock();
  const store = new MemoryStore({ clock });
  let pending: (() => Promise<unknown>) | undefined;
  const interfere = async () => {
    const act = pending;
    pending = undefined;
    await act?.();
  };
  const [get, commit] = [store.get.bind(store), store.commit.bind(store)];
  store.get = async (key, options) => {
    if (moment === "after admission" && key.resource === "configmaps") await interfere();
    return get(key, options);
  };
  store.commit = async (operations) => {
    if (moment === "before the commit") await interfere();
    return commit(operations);
  };
  const admin = testEngine({ clock, store }).cluster.as(systemSubject("test"));
  await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  return {
    admin,
    createWhile(act: (admin: Cluster) => Promise<unknown>) {
      pending = () => act(admin);
      return admin.create("ConfigMap", {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "a", namespace: "shop" },
      });
    },
  };
}

const end = (admin: Cluster) => admin.delete("Namespace", { name: "shop" });
async function endAndFree(admin: Cluster): Promise<void> {
  await end(admin);
  await admin.patch("Namespace", { name: "shop" }, { type: "merge", body: { spec: { finalizers: [] } } });
}
const label = (admin: Cluster) =>
  admin.patch("Namespace", { name: "shop" }, { type: "merge", body: { metadata: { labels: { team: "a" } } } });

describe.each(["after admission", "before the commit"] as const)("a create, %s", (moment) => {
  it("enters no namespace that has gone meanwhile", async () => {
    const { admin, createWhile } = await start(moment);
    await expect(createWhile(endAndFree)).rejects.toMatchObject({
      reason: "NotFound",
      says: 'namespaces "shop" not found',
    });
    expect((await admin.list("ConfigMap", { namespace: "shop" })).items).toEqual([]);
  });

  it("enters no namespace that is being emptied meanwhile", async () => {
    const { admin, createWhile } = await start(moment);
    await expect(createWhile(end)).rejects.toMatchObject({
      reason: "Forbidden",
      says: expect.stringContaining("because it is being terminated"),
    });
    expect((await admin.list("ConfigMap", { namespace: "shop" })).items).toEqual([]);
  });

  it("enters a namespace that only changes meanwhile", async () => {
    const { admin, createWhile } = await start(moment);
    await createWhile(label);
    expect((await admin.list("ConfigMap", { namespace: "shop" })).items).toHaveLength(1);
  });
});

it("waits for a change of its namespace that is accepted and not yet to be read", async () => {
  const store = new MemoryStore({ clock: new FakeClock() });
  const admin = testEngine({ store }).cluster.as(systemSubject("test"));
  await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  const [get, commit] = [store.get.bind(store), store.commit.bind(store)];
  const old = await get({ resource: "namespaces", namespace: "", name: "shop" });
  let isShown = true;
  let labelled: Promise<unknown> = Promise.resolve();
  store.get = async (key, options) => (key.resource === "namespaces" && !isShown ? old : get(key, options));
  await new Promise<void>((resolve) => {
    store.commit = async (operations) => {
      const done = await commit(operations);
      if (operations[0]?.type !== "put" || operations[0].key.resource !== "namespaces") return done;
      isShown = false;
      resolve();
      await new Promise((shown) => setImmediate(shown));
      isShown = true;
      return done;
    };
    labelled = label(admin);
  });
  const metadata = { name: "a", namespace: "shop" };
  await admin.create("ConfigMap", { apiVersion: "v1", kind: "ConfigMap", metadata });
  await labelled;
});

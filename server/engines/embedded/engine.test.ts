import { describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import type { Manifest } from "@/server/objects/types";
import { MemoryStore } from "@/server/store/memoryStore";
import type { Store } from "@/server/store/store";
import { FakeClock } from "@/server/testing/fakeClock";
import { bookmarkMs } from "./follow";
import { Locks } from "./locks";
import { Pages } from "./pages";
import { testEngine } from "./testEngine";

const at = (name: string) => ({ namespace: "default", name });
const config = (name: string, data: Record<string, string> = {}): Manifest => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: at(name),
  data,
});

async function start(store?: (clock: FakeClock) => Store) {
  const clock = new FakeClock();
  const engine = testEngine({ clock, store: store?.(clock) });
  const admin = engine.cluster.as(systemSubject("test"));
  for (const name of ["default", "kube-node-lease"])
    await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  return { ...engine, clock, admin };
}

describe("the embedded engine", () => {
  it("keeps heartbeats out of the store", async () => {
    const { admin, store } = await start();
    const before = store.status().revision;
    const metadata = { namespace: "kube-node-lease", name: "node-1" };
    const spec = { holderIdentity: "node-1", renewTime: "2026-01-01T00:00:00.000000Z" };
    await admin.create("Lease", { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata, spec });
    const renew = { type: "merge", body: { spec: { renewTime: "2026-01-01T00:00:05.000000Z" } } } as const;
    const renewed = await admin.patch("Lease", metadata, renew);
    expect(renewed.spec.renewTime).toBe("2026-01-01T00:00:05.000000Z");
    expect((await admin.list("Lease")).items).toHaveLength(1);
    expect(store.status().revision).toBe(before);
  });

  it("tells a quiet watcher how far it has come, while only others' changes go by", async () => {
    const { admin, clock } = await start();
    const abort = new AbortController();
    const watch = admin.watch("Secret", { signal: abort.signal })[Symbol.asyncIterator]();
    expect((await watch.next()).value).toMatchObject([{ type: "BOOKMARK" }]);
    const { metadata } = await admin.create("ConfigMap", config("a"));
    const next = watch.next();
    await clock.advance(bookmarkMs);
    expect((await next).value).toEqual([{ type: "BOOKMARK", resourceVersion: metadata.resourceVersion }]);
    const end = watch.next();
    abort.abort();
    expect((await end).done).toBe(true);
  });

  it("lets a namespace terminate with what is in it, takes nothing new into it, and removes it when it is freed", async () => {
    const { admin } = await start();
    const name = { name: "shop" };
    await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: name });
    expect((await admin.delete("Namespace", name)).status).toMatchObject({ phase: "Terminating" });
    const late = { ...config("late"), metadata: { name: "late", namespace: "shop" } };
    await expect(admin.create("ConfigMap", late)).rejects.toMatchObject({ reason: "Forbidden" });
    await admin.patch("Namespace", name, { type: "merge", body: { spec: { finalizers: [] } } });
    await expect(admin.get("Namespace", name)).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("changes again what another writer of the store changed first", async () => {
    let interfere = async (_commit: Store["commit"]) => {};
    const { admin, store } = await start((clock) => {
      const made = new MemoryStore({ clock });
      const commit = made.commit.bind(made);
      made.commit = async (operations) => {
        const hook = interfere;
        interfere = async () => {};
        await hook(commit);
        return commit(operations);
      };
      return made;
    });
    await admin.create("ConfigMap", config("a", { a: "1" }));
    const key = { resource: "configmaps", ...at("a") };
    interfere = async (commit) => {
      const stored = await store.get(key);
      if (stored) await commit([{ type: "put", key, object: { ...stored, data: { a: "1", theirs: "1" } } }]);
    };
    const { data } = await admin.patch("ConfigMap", at("a"), { type: "merge", body: { data: { mine: "1" } } });
    expect(data).toEqual({ a: "1", theirs: "1", mine: "1" });
  });

  it("evicts no more pods than their budget lets go, however many ask at once", async () => {
    const { admin } = await start();
    const budget = { minAvailable: 2, selector: { matchLabels: { app: "web" } } };
    await admin.create("PodDisruptionBudget", {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: at("web"),
      spec: budget,
    });
    const names = ["a", "b", "c", "d"];
    for (const name of names) {
      const metadata = { ...at(name), labels: { app: "web" } };
      const spec = { containers: [{ name: "main", image: "web" }] };
      const { uid } = (await admin.create("Pod", { apiVersion: "v1", kind: "Pod", metadata, spec })).metadata;
      await admin.bind(at(name), "node-1");
      const status = { phase: "Running", conditions: [{ type: "Ready", status: "True" }] };
      await admin.patch(
        "Pod",
        at(name),
        { type: "merge", body: { metadata: { uid }, status } },
        { subresource: "status" },
      );
    }
    const evictions = await Promise.allSettled(names.map((name) => admin.evict(at(name))));
    expect(evictions.map((eviction) => eviction.status).sort()).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    const [refused] = evictions.filter((eviction) => eviction.status === "rejected");
    expect(refused?.reason).toMatchObject({
      reason: "TooManyRequests",
      fields: [
        {
          reason: "DisruptionBudget",
          message: "The disruption budget web needs 2 healthy pods and has 2 currently",
        },
      ],
    });
  });

  it("does not bind a pod that is gated or leaving", async () => {
    const { admin } = await start();
    const spec = { containers: [{ name: "main", image: "web" }], schedulingGates: [{ name: "example.com/wait" }] };
    await admin.create("Pod", { apiVersion: "v1", kind: "Pod", metadata: at("gated"), spec });
    await expect(admin.bind(at("gated"), "node-1")).rejects.toThrow(/non-empty .spec.schedulingGates/);
    const { schedulingGates: _gates, ...plain } = spec;
    const held = { ...at("leaving"), finalizers: ["example.com/hold"] };
    await admin.create("Pod", { apiVersion: "v1", kind: "Pod", metadata: held, spec: plain });
    await admin.delete("Pod", at("leaving"));
    await expect(admin.bind(at("leaving"), "node-1")).rejects.toThrow(/is being deleted/);
  });

  it("marks an owner that is deleted in the foreground, and drops it when its dependents are gone", async () => {
    const { admin } = await start();
    await admin.create("ConfigMap", config("owner"));
    const marked = await admin.delete("ConfigMap", at("owner"), { propagation: "Foreground" });
    expect(marked.metadata).toMatchObject({
      finalizers: ["foregroundDeletion"],
      deletionTimestamp: expect.any(String),
    });
    await admin.patch("ConfigMap", at("owner"), { type: "merge", body: { metadata: { finalizers: null } } });
    await expect(admin.get("ConfigMap", at("owner"))).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("applies a manifest without a namespace to the namespace default", async () => {
    const { admin } = await start();
    const { object } = await admin.apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } });
    expect(object.metadata.namespace).toBe("default");
  });

  it("stores a write although the audit is broken", async () => {
    const { cluster, entries, admin } = await start();
    entries.push = () => {
      throw new Error("the audit is broken");
    };
    const ann = cluster.as({ name: "ann@example.com", groups: ["pilothouse:admin"] });
    await ann.create("ConfigMap", config("a"));
    expect((await admin.get("ConfigMap", at("a"))).metadata.name).toBe("a");
  });
});

describe("locks", () => {
  it("let one in at a time for a key, in the order of asking, and go on after a failure", async () => {
    const locks = new Locks();
    const order: string[] = [];
    const work = (name: string, key = "a") =>
      locks.hold(key, async () => {
        order.push(`${name} in`);
        await Promise.resolve();
        order.push(`${name} out`);
        if (name === "one") throw new Error("one failed");
      });
    const [one] = await Promise.allSettled([work("one"), work("two")]);
    expect(one.status).toBe("rejected");
    expect(order).toEqual(["one in", "one out", "two in", "two out"]);
  });
});

describe("pages", () => {
  it("say Expired of a list that is no longer kept", () => {
    const pages = new Pages();
    const items = Array.from({ length: 3 }, () => ({}) as never);
    const first = pages.first("a", { items, revision: 7 }, 1);
    for (let n = 0; n < 40; n++) pages.first(`other ${n}`, { items, revision: 7 }, 1);
    expect(() => pages.next("a", first.continue ?? "", 1)).toThrow(/too old to display a consistent list/);
  });
});

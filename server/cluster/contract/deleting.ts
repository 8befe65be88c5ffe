import { expect, it } from "vitest";
import type { Bench } from "./bench";

export function deleting(bench: Bench): void {
  it("deletes, and says NotFound the second time", async () => {
    const name = bench.name();
    const { metadata } = await bench.createConfig(name);
    expect((await bench.cluster.delete("ConfigMap", bench.at(name))).metadata.uid).toBe(metadata.uid);
    await expect(bench.cluster.delete("ConfigMap", bench.at(name))).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("deletes only the object that its preconditions mean", async () => {
    const name = bench.name();
    const { metadata } = await bench.createConfig(name);
    const remove = (options: object) => bench.cluster.delete("ConfigMap", bench.at(name), options);
    await expect(remove({ uid: "another" })).rejects.toMatchObject({ reason: "Conflict" });
    await bench.setConfig(name, { a: "1" });
    await expect(remove({ resourceVersion: metadata.resourceVersion })).rejects.toMatchObject({ reason: "Conflict" });
    await remove({ uid: metadata.uid });
    await expect(bench.cluster.get("ConfigMap", bench.at(name))).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("deletes all that is selected, and nothing else", async () => {
    const label = bench.name("many");
    for (const tier of ["front", "back"]) await bench.createConfig(`${label}-${tier}`, {}, { label, tier });
    await bench.createConfig(`${label}-held`, {}, { label, tier: "front" });
    const at = { namespace: bench.namespace };
    const remove = (options: object) => bench.cluster.deleteCollection("ConfigMap", { ...at, ...options });
    const left = async () =>
      (await bench.cluster.list("ConfigMap", { ...at, labelSelector: `label=${label}` })).items.length;
    const labelSelector = `label=${label},tier=front`;
    const tried = await remove({ labelSelector, dryRun: true });
    expect([tried.items.length, await left()]).toEqual([2, 3]);
    const { items } = await remove({ labelSelector });
    expect(items.map(({ metadata }) => metadata.name)).toEqual([`${label}-front`, `${label}-held`]);
    expect(await left()).toBe(1);
    const none = await remove({ fieldSelector: `metadata.name=${label}-front` });
    expect(none.items).toEqual([]);
  });

  it("waits for finalizers, and goes when the last is taken off", async () => {
    const name = bench.name();
    const manifest = bench.config(name);
    const finalizers = ["example.com/one", "example.com/two"];
    await bench.cluster.create("ConfigMap", { ...manifest, metadata: { ...manifest.metadata, finalizers } });
    const marked = await bench.cluster.delete("ConfigMap", bench.at(name));
    expect(marked.metadata.deletionTimestamp).toBeDefined();
    const again = await bench.cluster.delete("ConfigMap", bench.at(name));
    expect(again.metadata.resourceVersion).toBe(marked.metadata.resourceVersion);
    const watch = bench.follow("ConfigMap", { since: marked.metadata.resourceVersion });
    const keep = (left: string[]) =>
      bench.cluster.patch("ConfigMap", bench.at(name), { type: "merge", body: { metadata: { finalizers: left } } });
    await keep(finalizers.slice(1));
    await keep([]);
    expect((await watch.take(2)).map((event) => event.type)).toEqual(["MODIFIED", "DELETED"]);
    watch.stop();
    await expect(bench.cluster.get("ConfigMap", bench.at(name))).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("tells watchers of a deletion with the last state, under a revision of its own", async () => {
    const name = bench.name();
    const created = await bench.createConfig(name, { a: "1" });
    const watch = bench.follow("ConfigMap", { since: created.metadata.resourceVersion });
    await bench.cluster.delete("ConfigMap", bench.at(name));
    const [event] = await watch.take(1);
    watch.stop();
    expect(event).toMatchObject({
      type: "DELETED",
      object: { data: { a: "1" }, metadata: { uid: created.metadata.uid } },
    });
    expect(Number(event?.resourceVersion)).toBeGreaterThan(Number(created.metadata.resourceVersion));
  });

  it("gives a name that is free again to a new object with another identity", async () => {
    const name = bench.name();
    const first = await bench.createConfig(name);
    await bench.cluster.delete("ConfigMap", bench.at(name));
    const second = await bench.createConfig(name);
    expect(second.metadata.uid).not.toBe(first.metadata.uid);
  });
}

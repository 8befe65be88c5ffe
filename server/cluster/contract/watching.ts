import { expect, it } from "vitest";
import type { Bench } from "./bench";

export function watching(bench: Bench): void {
  const now = async () => (await bench.cluster.list("ConfigMap", { namespace: bench.namespace })).resourceVersion;
  const told = (events: readonly { type: string; object: { metadata: { name: string } } }[]) =>
    events.map((event) => `${event.type} ${event.object.metadata.name}`);

  it("tells of creation, change and deletion in their order, with growing revisions", async () => {
    const watch = bench.follow("ConfigMap", { since: await now() });
    const name = bench.name();
    await bench.createConfig(name, { a: "1" });
    await bench.setConfig(name, { a: "2" });
    await bench.cluster.delete("ConfigMap", bench.at(name));
    const events = await watch.take(3);
    watch.stop();
    expect(told(events)).toEqual([`ADDED ${name}`, `MODIFIED ${name}`, `DELETED ${name}`]);
    const versions = events.map((event) => Number(event.resourceVersion));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(3);
    expect(events[1]?.object.data).toEqual({ a: "2" });
  });

  it("without a point to resume from begins with all there is, then a bookmark, then changes", async () => {
    const label = bench.name("all");
    await bench.createConfig(`${label}-a`, {}, { label });
    await bench.createConfig(`${label}-b`, {}, { label });
    const watch = bench.follow("ConfigMap", { labelSelector: `label=${label}` });
    const first = [await watch.next(), await watch.next(), await watch.next()];
    expect(first.map((event) => event?.type)).toEqual(["ADDED", "ADDED", "BOOKMARK"]);
    await bench.createConfig(`${label}-c`, {}, { label });
    expect(told(await watch.take(1))).toEqual([`ADDED ${label}-c`]);
    watch.stop();
  });

  it("resumes after a revision with exactly what came later", async () => {
    const name = bench.name();
    const { metadata } = await bench.createConfig(name, { a: "1" });
    const second = await bench.setConfig(name, { a: "2" });
    await bench.setConfig(name, { a: "3" });
    const early = bench.follow("ConfigMap", { since: metadata.resourceVersion });
    expect((await early.take(2)).map((event) => event.object.data?.a)).toEqual(["2", "3"]);
    early.stop();
    const late = bench.follow("ConfigMap", { since: second.metadata.resourceVersion });
    expect((await late.take(1)).map((event) => event.object.data?.a)).toEqual(["3"]);
    late.stop();
  });

  it("misses nothing between a list and the watch from its revision, while others write", async () => {
    const label = bench.name("busy");
    const write = async (from: number) => {
      for (let n = from; n < from + 20; n++) await bench.createConfig(`${label}-${n}`, {}, { label });
    };
    const writing = Promise.all([write(100), write(200), write(300)]);
    const labelSelector = `label=${label}`;
    const listed = await bench.cluster.list("ConfigMap", { namespace: bench.namespace, labelSelector });
    const watch = bench.follow("ConfigMap", { since: listed.resourceVersion, labelSelector });
    const events = await watch.take(60 - listed.items.length);
    await writing;
    watch.stop();
    const seen = new Set(
      [...listed.items, ...events.map((event) => event.object)].map((object) => object.metadata.name),
    );
    expect(seen.size).toBe(60);
  });

  it("tells an object that leaves the selection as DELETED and one that enters as ADDED", async () => {
    const label = bench.name("in");
    const name = bench.name();
    await bench.createConfig(name, {}, { label: "out" });
    const watch = bench.follow("ConfigMap", { since: await now(), labelSelector: `label=${label}` });
    const relabel = (value: string) =>
      bench.cluster.patch("ConfigMap", bench.at(name), {
        type: "merge",
        body: { metadata: { labels: { label: value } } },
      });
    await relabel(label);
    await bench.setConfig(name, { a: "1" });
    await relabel("out");
    await bench.setConfig(name, { a: "2" });
    await relabel(label);
    expect(told(await watch.take(4))).toEqual(
      ["ADDED", "MODIFIED", "DELETED", "ADDED"].map((type) => `${type} ${name}`),
    );
    watch.stop();
  });

  it("watches one object by its name", async () => {
    const name = bench.name();
    const watch = bench.follow("ConfigMap", { since: await now(), fieldSelector: `metadata.name=${name}` });
    await bench.createConfig(bench.name("other"));
    await bench.createConfig(name);
    expect(told(await watch.take(1))).toEqual([`ADDED ${name}`]);
    watch.stop();
  });

  it("shows every watcher the same", async () => {
    const since = await now();
    const watches = [bench.follow("ConfigMap", { since }), bench.follow("ConfigMap", { since })];
    const name = bench.name();
    await bench.createConfig(name, { a: "1" });
    await bench.setConfig(name, { a: "2" });
    const [one, other] = await Promise.all(watches.map((watch) => watch.take(2)));
    for (const watch of watches) watch.stop();
    expect(one).toEqual(other);
    expect(told(one ?? [])).toEqual([`ADDED ${name}`, `MODIFIED ${name}`]);
  });

  it("ends when its reader stops it", async () => {
    const watch = bench.follow("ConfigMap", { since: await now() });
    const next = watch.take(1).catch((error: Error) => error.message);
    watch.stop();
    expect(await next).toBe("the watch ended after 0 of 1 events");
  });

  it("says Expired to one that comes from too far back", async () => {
    await bench.forget();
    const watch = bench.follow("ConfigMap", { since: "1" });
    await expect(watch.take(1)).rejects.toMatchObject({ reason: "Expired" });
  });
}

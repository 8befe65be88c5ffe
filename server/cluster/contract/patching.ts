import { expect, it } from "vitest";
import type { Patch } from "@/server/cluster/cluster";
import type { Bench } from "./bench";

export function patching(bench: Bench): void {
  it("merges a merge patch, and removes what it sets to null", async () => {
    const name = bench.name();
    await bench.createConfig(name, { keep: "1", drop: "1" });
    expect((await bench.setConfig(name, { drop: null, add: "1" })).data).toEqual({ keep: "1", add: "1" });
  });

  it("joins lists by their key in a strategic patch", async () => {
    const name = bench.name();
    await bench.createDeployment(name);
    const template = { spec: { containers: [{ name: "side", image: "log:2" }] } };
    const patch: Patch = { type: "strategic", body: { spec: { template } } };
    const { spec } = await bench.cluster.patch("Deployment", bench.at(name), patch);
    const images = spec.template.spec?.containers.map((container) => `${container.name}=${container.image}`);
    expect([...(images ?? [])].sort()).toEqual(["main=web:1", "side=log:2"]);
  });

  it("takes the steps of a JSON patch, all or none", async () => {
    const name = bench.name();
    await bench.createConfig(name, { a: "1" });
    const steps = (...body: object[]) => bench.cluster.patch("ConfigMap", bench.at(name), { type: "json", body });
    const add = { op: "add", path: "/data/b", value: "2" };
    expect((await steps(add, { op: "remove", path: "/data/a" })).data).toEqual({ b: "2" });
    const failing = steps({ op: "replace", path: "/data/b", value: "3" }, { op: "test", path: "/data/b", value: "no" });
    await expect(failing).rejects.toMatchObject({ reason: "Invalid" });
    expect((await bench.cluster.get("ConfigMap", bench.at(name))).data).toEqual({ b: "2" });
  });

  it("lands every one of many patches at the same time", async () => {
    const name = bench.name();
    await bench.createConfig(name);
    const keys = Array.from({ length: 20 }, (_, n) => `key-${n}`);
    await Promise.all(keys.map((key) => bench.setConfig(name, { [key]: "1" })));
    const { data } = await bench.cluster.get("ConfigMap", bench.at(name));
    expect(Object.keys(data ?? {}).sort()).toEqual([...keys].sort());
  });

  it("refuses a patch of what is not there, and one that names another revision", async () => {
    await expect(bench.setConfig("absent", {})).rejects.toMatchObject({ reason: "NotFound" });
    const name = bench.name();
    const { metadata } = await bench.createConfig(name);
    await bench.setConfig(name, { a: "1" });
    const body = { metadata: { resourceVersion: metadata.resourceVersion }, data: { a: "2" } };
    const stale = bench.cluster.patch("ConfigMap", bench.at(name), { type: "merge", body });
    await expect(stale).rejects.toMatchObject({ reason: "Conflict" });
  });

  it("refuses a patch that changes who the object is", async () => {
    const name = bench.name();
    await bench.createConfig(name);
    const rename = { type: "merge", body: { metadata: { name: "another" } } } as const;
    await expect(bench.cluster.patch("ConfigMap", bench.at(name), rename)).rejects.toMatchObject({
      status: expect.toSatisfy((code) => code >= 400 && code < 500),
    });
    expect((await bench.cluster.get("ConfigMap", bench.at(name))).metadata.name).toBe(name);
  });
}

/** For engines that apply themselves; a client without schemas does not. */
export function applying(bench: Bench): void {
  it("applies by creating, then changes nothing the second time", async () => {
    const name = bench.name();
    const first = await bench.cluster.apply(bench.deployment(name));
    const second = await bench.cluster.apply(bench.deployment(name));
    expect([first.outcome, second.outcome]).toEqual(["created", "unchanged"]);
    expect(second.object.metadata.resourceVersion).toBe(first.object.metadata.resourceVersion);
  });

  it("removes what an earlier apply set and this one lacks, and leaves what others set", async () => {
    const name = bench.name();
    await bench.cluster.apply(bench.config(name, { keep: "1", drop: "1" }));
    await bench.setConfig(name, { theirs: "1" });
    const { outcome, object, before } = await bench.cluster.apply(bench.config(name, { keep: "2" }));
    expect(outcome).toBe("configured");
    expect(object.data).toEqual({ keep: "2", theirs: "1" });
    expect(before?.data).toEqual({ keep: "1", drop: "1", theirs: "1" });
  });

  it("takes over what was created without apply, and removes nothing of it", async () => {
    const name = bench.name();
    await bench.createConfig(name, { old: "1" });
    const { object } = await bench.cluster.apply(bench.config(name, { new: "1" }));
    expect(object.data).toEqual({ old: "1", new: "1" });
  });

  it("says what a dry run of apply would do, and does not do it", async () => {
    const name = bench.name();
    expect((await bench.cluster.apply(bench.config(name), { dryRun: true })).outcome).toBe("created");
    await bench.cluster.apply(bench.config(name, { a: "1" }));
    const { outcome, object } = await bench.cluster.apply(bench.config(name, { a: "2" }), { dryRun: true });
    expect([outcome, object.data]).toEqual(["configured", { a: "2" }]);
    expect((await bench.cluster.get("ConfigMap", bench.at(name))).data).toEqual({ a: "1" });
  });

  it("keeps no value of a Secret outside its data, and still applies it twice without a change", async () => {
    const name = bench.name("secret");
    const manifest = (stringData: object) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: bench.at(name),
      stringData,
    });
    await bench.cluster.apply(manifest({ one: "clear-text", two: "2" }));
    expect((await bench.cluster.apply(manifest({ one: "clear-text", two: "2" }))).outcome).toBe("unchanged");
    const { object } = await bench.cluster.apply(manifest({ one: "changed" }));
    expect(JSON.stringify(object.metadata)).not.toMatch(/clear-text|changed/);
    expect(object.data).toMatchObject({ one: "Y2hhbmdlZA==" });
  });
}

import { expect, it } from "vitest";
import type { Bench } from "./bench";

export function writing(bench: Bench): void {
  const { namespace } = bench;
  const reasonOf = (work: Promise<unknown>) =>
    work.then(
      () => "done",
      (error: { reason?: string }) => error.reason,
    );

  it("refuses a second object of one name", async () => {
    const name = bench.name();
    await bench.createConfig(name);
    await expect(bench.createConfig(name)).rejects.toMatchObject({
      reason: "AlreadyExists",
      message: `configmaps "${name}" already exists`,
    });
  });

  it("makes names that no other object has", async () => {
    const manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace, generateName: "made-" } };
    const made = await Promise.all(Array.from({ length: 10 }, () => bench.cluster.create("ConfigMap", manifest)));
    const names = made.map((object) => object.metadata.name);
    expect(new Set(names).size).toBe(10);
    for (const name of names) expect(name).toMatch(/^made-[a-z0-9]{5}$/);
  });

  it("refuses to create in a namespace that is not there", async () => {
    const manifest = { ...bench.config("one"), metadata: { name: "one", namespace: "nowhere" } };
    expect(await reasonOf(bench.cluster.create("ConfigMap", manifest))).toBe("NotFound");
  });

  it("refuses what is not valid, naming the field, and stores nothing", async () => {
    const name = bench.name();
    const refused = bench.cluster.create("Deployment", bench.deployment(name, { replicas: -1 }));
    await expect(refused).rejects.toMatchObject({ reason: "Invalid", fields: [{ field: "spec.replicas" }] });
    expect(await reasonOf(bench.cluster.get("Deployment", bench.at(name)))).toBe("NotFound");
  });

  it("refuses a field that the kind does not have, by its path", async () => {
    const name = bench.name();
    const refused = bench.cluster.create("Deployment", bench.deployment(name, { replicaz: 1 }));
    await expect(refused).rejects.toThrow(/unknown field "spec\.replicaz"/);
    expect(await reasonOf(bench.cluster.get("Deployment", bench.at(name)))).toBe("NotFound");
  });

  it("fills in what Kubernetes fills in", async () => {
    const { spec } = await bench.createDeployment(bench.name());
    expect(spec.strategy).toEqual({ type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } });
    expect(spec.revisionHistoryLimit).toBe(10);
    expect(spec.template.spec?.restartPolicy).toBe("Always");
  });

  it("refuses an update of what somebody changed meanwhile, and takes it after reading again", async () => {
    const name = bench.name();
    const read = await bench.createConfig(name, { a: "1" });
    await bench.setConfig(name, { a: "2" });
    const stale = bench.cluster.update("ConfigMap", { ...read, data: { a: "3" } });
    await expect(stale).rejects.toMatchObject({
      reason: "Conflict",
      message: expect.stringContaining("the object has been modified"),
    });
    const fresh = await bench.cluster.get("ConfigMap", bench.at(name));
    const updated = await bench.cluster.update("ConfigMap", { ...fresh, data: { a: "3" } });
    expect(updated.data).toEqual({ a: "3" });
  });

  it("overwrites when no revision is named", async () => {
    const name = bench.name();
    const read = await bench.createConfig(name, { a: "1" });
    await bench.setConfig(name, { a: "2" });
    const { resourceVersion: _any, ...metadata } = read.metadata;
    const updated = await bench.cluster.update("ConfigMap", {
      ...read,
      metadata: { ...metadata, resourceVersion: "" },
      data: { b: "1" },
    });
    expect(updated.data).toEqual({ b: "1" });
  });

  it("refuses an update that means an earlier object of that name", async () => {
    const name = bench.name();
    const first = await bench.createConfig(name);
    await bench.cluster.delete("ConfigMap", bench.at(name));
    await bench.createConfig(name);
    const stale = { ...first, metadata: { ...first.metadata, resourceVersion: "" }, data: { a: "1" } };
    expect(await reasonOf(bench.cluster.update("ConfigMap", stale))).toBe("Conflict");
  });

  it("makes no revision when nothing changes", async () => {
    const name = bench.name();
    const created = await bench.createConfig(name, { a: "1" });
    const patched = await bench.setConfig(name, { a: "1" });
    const updated = await bench.cluster.update("ConfigMap", created);
    expect([patched, updated].map((object) => object.metadata.resourceVersion)).toEqual(
      Array(2).fill(created.metadata.resourceVersion),
    );
  });

  it("refuses to update what is not there", async () => {
    const created = await bench.createConfig(bench.name());
    await bench.cluster.delete("ConfigMap", bench.at(created.metadata.name));
    expect(await reasonOf(bench.cluster.update("ConfigMap", created))).toBe("NotFound");
  });

  it("counts the generation by changes of the spec only", async () => {
    const name = bench.name();
    const patch = (body: object) => bench.cluster.patch("Deployment", bench.at(name), { type: "merge", body });
    expect((await bench.createDeployment(name)).metadata.generation).toBe(1);
    expect((await patch({ metadata: { labels: { a: "b" } } })).metadata.generation).toBe(1);
    expect((await patch({ spec: { minReadySeconds: 3 } })).metadata.generation).toBe(2);
  });

  it("keeps status and spec apart: each is written by its own door", async () => {
    const name = bench.name();
    const created = await bench.createDeployment(name);
    const both = { spec: { minReadySeconds: 7 }, status: { replicas: 5, observedGeneration: 9 } };
    const main = await bench.cluster.patch("Deployment", bench.at(name), {
      type: "merge",
      body: { status: both.status },
    });
    expect(main.status?.replicas ?? 0).toBe(0);
    const options = { subresource: "status" } as const;
    const written = await bench.cluster.patch("Deployment", bench.at(name), { type: "merge", body: both }, options);
    expect(written.spec.minReadySeconds).toBe(created.spec.minReadySeconds);
    expect(written.metadata.generation).toBe(1);
  });

  it("scales by the scale subresource", async () => {
    const name = bench.name();
    await bench.cluster.create("Deployment", bench.deployment(name, { paused: true }));
    const body = { spec: { replicas: 1 } };
    await bench.cluster.patch("Deployment", bench.at(name), { type: "merge", body }, { subresource: "scale" });
    const { spec, metadata } = await bench.cluster.get("Deployment", bench.at(name));
    expect([spec.replicas, spec.paused, metadata.generation]).toEqual([1, true, 2]);
    const wrong = { type: "merge", body: { spec: { replicas: -2 } } } as const;
    const refused = bench.cluster.patch("Deployment", bench.at(name), wrong, { subresource: "scale" });
    expect(await reasonOf(refused)).toBe("Invalid");
  });

  it("answers a dry run with what would be stored, and stores nothing", async () => {
    const name = bench.name();
    const dryRun = true;
    const made = await bench.cluster.create("Deployment", bench.deployment(name), { dryRun });
    expect(made.spec.revisionHistoryLimit).toBe(10);
    expect(await reasonOf(bench.cluster.get("Deployment", bench.at(name)))).toBe("NotFound");
    const stored = await bench.createConfig(name, { a: "1" });
    const patch = { type: "merge", body: { data: { a: "2" } } } as const;
    expect((await bench.cluster.patch("ConfigMap", bench.at(name), patch, { dryRun })).data).toEqual({ a: "2" });
    await bench.cluster.delete("ConfigMap", bench.at(name), { dryRun });
    expect(await bench.cluster.get("ConfigMap", bench.at(name))).toEqual(stored);
    expect(await reasonOf(bench.cluster.create("ConfigMap", bench.config(name), { dryRun }))).toBe("AlreadyExists");
  });
}

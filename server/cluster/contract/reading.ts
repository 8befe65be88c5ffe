import { expect, it } from "vitest";
import type { Bench } from "./bench";

export function reading(bench: Bench): void {
  const names = (items: readonly { metadata: { name: string } }[]) => items.map((item) => item.metadata.name);

  it("gives back what was created, with an identity, a revision and a time", async () => {
    const name = bench.name();
    const created = await bench.createConfig(name, { a: "1" });
    expect(created.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(created.metadata.resourceVersion)).toBeGreaterThan(0);
    expect(created.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await bench.cluster.get("ConfigMap", bench.at(name))).toEqual(created);
  });

  it("says NotFound of what is not there", async () => {
    const error = await bench.cluster.get("ConfigMap", bench.at("absent")).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ reason: "NotFound", message: 'configmaps "absent" not found' });
  });

  it("refuses a kind that it does not know", async () => {
    await expect(bench.cluster.get("Sandwich", bench.at("one"))).rejects.toMatchObject({ reason: "BadRequest" });
  });

  it("lists one namespace in the order of names", async () => {
    const label = bench.name(bench.namespace);
    for (const name of ["b", "a", "c"]) await bench.createConfig(`${label}-${name}`, {}, { label });
    const { items } = await bench.cluster.list("ConfigMap", {
      namespace: bench.namespace,
      labelSelector: `label=${label}`,
    });
    expect(names(items)).toEqual([`${label}-a`, `${label}-b`, `${label}-c`]);
    const other = await bench.cluster.list("ConfigMap", { namespace: "nowhere", labelSelector: `label=${label}` });
    expect(other.items).toEqual([]);
    expect((await bench.cluster.list("ConfigMap", { labelSelector: `label=${label}` })).items).toHaveLength(3);
  });

  it("selects by labels: equality, sets, presence and absence", async () => {
    const suite = bench.name("suite");
    for (const tier of ["front", "back"]) await bench.createConfig(`${suite}-${tier}`, {}, { suite, tier });
    await bench.createConfig(`${suite}-plain`, {}, { suite });
    const select = async (more: string) => {
      const labelSelector = `suite=${suite},${more}`;
      const { items } = await bench.cluster.list("ConfigMap", { namespace: bench.namespace, labelSelector });
      return names(items).map((name) => name.slice(suite.length + 1));
    };
    expect(await select("tier=front")).toEqual(["front"]);
    expect(await select("tier!=front")).toEqual(["back", "plain"]);
    expect(await select("tier in (front,back)")).toEqual(["back", "front"]);
    expect(await select("tier notin (front)")).toEqual(["back", "plain"]);
    expect(await select("tier")).toEqual(["back", "front"]);
    expect(await select("!tier")).toEqual(["plain"]);
  });

  it("selects by fields", async () => {
    const name = bench.name();
    await bench.createConfig(name);
    const { items } = await bench.cluster.list("ConfigMap", {
      fieldSelector: `metadata.name=${name},metadata.namespace=${bench.namespace}`,
    });
    expect(names(items)).toEqual([name]);
  });

  it("refuses a selector that cannot be read, and a field that cannot be selected by", async () => {
    const list = (options: object) => bench.cluster.list("ConfigMap", { namespace: bench.namespace, ...options });
    await expect(list({ labelSelector: "a in (b" })).rejects.toMatchObject({ reason: "BadRequest" });
    await expect(list({ fieldSelector: "spec.color=red" })).rejects.toMatchObject({ reason: "BadRequest" });
  });

  it("lists in pages, all of them as of the first", async () => {
    const label = bench.name("page");
    for (const name of ["a", "b", "c", "d", "e"]) await bench.createConfig(`${label}-${name}`, {}, { label });
    const options = { namespace: bench.namespace, labelSelector: `label=${label}`, limit: 2 };
    const first = await bench.cluster.list("ConfigMap", options);
    await bench.createConfig(`${label}-ba`, {}, { label });
    await bench.cluster.delete("ConfigMap", bench.at(`${label}-d`));
    const second = await bench.cluster.list("ConfigMap", { ...options, continue: first.continue });
    const third = await bench.cluster.list("ConfigMap", { ...options, continue: second.continue });
    expect([first, second, third].map((page) => page.items.length)).toEqual([2, 2, 1]);
    expect(names([...first.items, ...second.items, ...third.items])).toEqual(
      ["a", "b", "c", "d", "e"].map((name) => `${label}-${name}`),
    );
    expect(third.continue).toBeUndefined();
  });

  it("refuses a continue token that it did not give", async () => {
    const listed = bench.cluster.list("ConfigMap", { namespace: bench.namespace, limit: 2, continue: "made-up" });
    await expect(listed).rejects.toMatchObject({ reason: "BadRequest" });
  });

  it("includes in a read the revision that the reader names", async () => {
    const name = bench.name();
    const { metadata } = await bench.createConfig(name);
    const options = { namespace: bench.namespace, atLeast: metadata.resourceVersion };
    const { items, resourceVersion } = await bench.cluster.list("ConfigMap", options);
    expect(names(items)).toContain(name);
    expect(Number(resourceVersion)).toBeGreaterThanOrEqual(Number(metadata.resourceVersion));
    const got = await bench.cluster.get("ConfigMap", bench.at(name), { atLeast: metadata.resourceVersion });
    expect(got.metadata.uid).toBe(metadata.uid);
  });

  it("keeps Secrets and gives them back to whoever may have them", async () => {
    const name = bench.name("secret");
    const manifest = { apiVersion: "v1", kind: "Secret", metadata: bench.at(name), stringData: { key: "value" } };
    await bench.cluster.create("Secret", manifest);
    const { data, type } = await bench.cluster.get("Secret", bench.at(name));
    expect({ data, type }).toEqual({ data: { key: "dmFsdWU=" }, type: "Opaque" });
  });

  it("says that the one who may do all may", async () => {
    expect(await bench.cluster.can("delete", "Deployment", { namespace: bench.namespace })).toBe(true);
  });
}

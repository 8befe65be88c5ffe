import { beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { aNamespace } from "@/server/objects/builders";
import { createStored } from "@/server/testing/createStored";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { applyAll } from "./applyAll";

const config = (level: string, namespace = "") => `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
${namespace ? `  namespace: ${namespace}\n` : ""}data:
  level: ${level}
`;
const namespace = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
`;
const secret = (value: string) => `apiVersion: v1
kind: Secret
metadata:
  name: db
stringData:
  password: ${value}
`;

describe("applying a text", () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = memoryCluster().as(systemSubject("test"));
    await createStored(cluster, aNamespace("default").build());
  });

  it("stores every document, a namespace before what lies in it, and says what became of each", async () => {
    const { documents, isApplied } = await applyAll(cluster, `${config("low", "shop")}---\n${namespace}`);
    expect(isApplied).toBe(true);
    expect(documents.map(({ kind, outcome, line }) => [kind, outcome, line])).toEqual([
      ["ConfigMap", "created", 1],
      ["Namespace", "created", 9],
    ]);
    expect((await cluster.get("ConfigMap", { namespace: "shop", name: "settings" })).data).toEqual({ level: "low" });
  });

  it("changes nothing the second time", async () => {
    await applyAll(cluster, config("low"));
    const { documents } = await applyAll(cluster, config("low"));
    expect(documents[0]).toMatchObject({ outcome: "unchanged", namespace: "default", changes: [] });
  });

  it("shows what would change by a dry run, and stores nothing", async () => {
    await applyAll(cluster, config("low"));
    const { documents, isApplied } = await applyAll(cluster, config("high"), { dryRun: true });
    expect(isApplied).toBe(false);
    expect(documents[0]).toMatchObject({
      outcome: "configured",
      changes: [{ path: "data.level", before: "low", after: "high" }],
    });
    expect((await cluster.get("ConfigMap", { namespace: "default", name: "settings" })).data).toEqual({ level: "low" });
  });

  it("tries a document whose namespace comes with the same text", async () => {
    const { documents } = await applyAll(cluster, `${namespace}---\n${config("low", "shop")}`, { dryRun: true });
    expect(documents.map(({ outcome }) => outcome)).toEqual(["created", "created"]);
    const bad = config("low", "shop").replace("level: low", "level: [1]");
    const refused = await applyAll(cluster, `${namespace}---\n${bad}`, { dryRun: true });
    expect(refused.documents[1]?.error?.fields[0]?.field).toBe("data[level]");
  });

  it("stores nothing at all when one document is at fault, and says where in the text", async () => {
    const bad = config("low").replace("name: settings", "name: Bad_Name");
    const { documents, isApplied } = await applyAll(cluster, `${namespace}---\n${bad}`);
    expect(isApplied).toBe(false);
    expect(documents[1]).toMatchObject({ outcome: "failed", error: { reason: "Invalid", fields: [{ line: 9 }] } });
    await expect(cluster.get("Namespace", { name: "shop" })).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("stores nothing when the text itself is broken", async () => {
    const { errors, isApplied } = await applyAll(cluster, `${namespace}---\nfoo: [`);
    expect(isApplied).toBe(false);
    expect(errors[0]?.line).toBeGreaterThan(4);
    await expect(cluster.get("Namespace", { name: "shop" })).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("never shows a Secret's value, but that it changes", async () => {
    await applyAll(cluster, secret("hunter2"));
    const { documents } = await applyAll(cluster, secret("hunter3"), { dryRun: true });
    expect(documents[0]?.changes.map(({ path }) => path)).toEqual(["data.password"]);
    const shown = JSON.stringify(documents);
    for (const value of [
      "hunter",
      Buffer.from("hunter2").toString("base64"),
      Buffer.from("hunter3").toString("base64"),
    ])
      expect(shown).not.toContain(value);
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { aNamespace } from "@/server/objects/builders";
import { toYaml } from "@/server/objects/yaml";
import { createStored } from "@/server/testing/createStored";
import { aWidget, specOf, widgets } from "@/server/testing/customKinds";
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

  describe("that defines a kind", () => {
    const definition = toYaml(widgets(specOf({ size: { type: "integer" } })));
    const widget = (spec: object, metadata: object = {}) => toYaml(aWidget(spec, metadata));

    /** Stands in for the controller: the kind is served once its names are accepted. */
    async function establishAll(): Promise<void> {
      for await (const batch of cluster.watch("CustomResourceDefinition"))
        for (const event of batch) {
          if (event.type !== "ADDED") continue;
          const { spec, status, metadata } = event.object;
          const lastTransitionTime = metadata.creationTimestamp;
          const conditions = [{ type: "Established", status: "True", lastTransitionTime, reason: "R", message: "" }];
          const next = { ...event.object, status: { ...status, acceptedNames: spec.names, conditions } };
          await cluster.update("CustomResourceDefinition", next as never, { subresource: "status" });
        }
    }

    it("stores its definition first, then its objects once the kind is served", async () => {
      void establishAll();
      const { documents, isApplied } = await applyAll(cluster, `${widget({ size: 1 })}---\n${definition}`);
      expect([isApplied, documents.map(({ outcome }) => outcome)]).toEqual([true, ["created", "created"]]);
      expect((await cluster.get<string>("Widget", { namespace: "default", name: "w" })).kind).toBe("Widget");
    });

    it("stores nothing when an object breaks the schema, or its namespace is not there", async () => {
      for (const bad of [widget({ size: "large" }), widget({ size: 1 }, { namespace: "nowhere" })]) {
        const { documents, isApplied } = await applyAll(cluster, `${definition}---\n${bad}`);
        expect([isApplied, documents.map(({ outcome }) => outcome)]).toEqual([false, ["created", "failed"]]);
      }
      expect((await cluster.list("CustomResourceDefinition")).items).toEqual([]);
    });

    it("puts objects that name no namespace where the others go", async () => {
      const { documents } = await applyAll(cluster, `${definition}---\n${widget({}, { namespace: undefined })}`, {
        dryRun: true,
        namespace: "default",
      });
      expect(documents[1]).toMatchObject({ outcome: "created", namespace: "default" });
    });
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

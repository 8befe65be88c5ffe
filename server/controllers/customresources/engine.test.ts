import { afterEach, describe, expect, it } from "vitest";
import { conditionOf } from "@/server/objects/meta";
import type { CustomResourceDefinition, KubeObject, Manifest } from "@/server/objects/types";
import { aWidget, specOf, widgets } from "@/server/testing/customKinds";
import { TestEngine } from "../testEngine";

const kind = "Widget.example.com";
const at = { namespace: "default", name: "w" };
const open: TestEngine[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
});

async function start(definition: Manifest) {
  const engine = await new TestEngine().start();
  open.push(engine);
  await define(engine, definition);
  return engine;
}

async function define(engine: TestEngine, definition: Manifest) {
  await engine.cluster.create("CustomResourceDefinition", definition);
  await engine.until("CustomResourceDefinition", (all) => all.some(isEstablished));
}

const isEstablished = ({ status }: CustomResourceDefinition) =>
  conditionOf(status?.conditions, "Established")?.status === "True";

const sized = specOf(
  { size: { type: "string", enum: ["S", "M"] }, replicas: { type: "integer", default: 2 } },
  { required: ["size"] },
);

describe("a custom kind", () => {
  it("is there as soon as its definition is established, and its objects are validated, pruned and filled in", async () => {
    const { cluster } = await start(widgets(sized));
    const made = await cluster.create(kind, aWidget({ size: "S" }));
    expect(made).toMatchObject({ spec: { size: "S", replicas: 2 }, metadata: { generation: 1 } });
    await expect(cluster.create(kind, aWidget({ size: "X" }, { name: "x" }))).rejects.toMatchObject({
      reason: "Invalid",
      fields: [{ field: "spec.size", message: 'Unsupported value: "X": supported values: "S", "M"' }],
    });
    await expect(cluster.create(kind, aWidget({ size: "S", colour: 1 }, { name: "x" }))).rejects.toMatchObject({
      reason: "BadRequest",
      says: 'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.colour"',
    });
  });

  it("follows its definition as that changes, for readers and watchers alike", async () => {
    const engine = await start(widgets(sized));
    await engine.cluster.create(kind, aWidget({ size: "S" }));
    const wider = specOf({
      size: { type: "string" },
      replicas: { type: "integer", default: 2 },
      colour: { type: "string", default: "red" },
    });
    await engine.until(kind, (all) => all.length === 1);
    const definition = widgets(wider);
    await engine.cluster.patch(
      "CustomResourceDefinition",
      { name: "widgets.example.com" },
      { type: "merge", body: { spec: definition.spec } },
    );
    expect(await engine.cluster.get(kind, at)).toMatchObject({ spec: { colour: "red" } });
    await engine.cluster.create(kind, aWidget({ size: "XXL" }, { name: "other" }));
    const all = await engine.until(kind, (widgets) => widgets.length === 2);
    expect(all.map(({ metadata }) => metadata.name).sort()).toEqual(["other", "w"]);
  });

  it("goes with its definition, after its last object", async () => {
    const engine = await start(widgets(sized));
    await engine.cluster.create(kind, aWidget({ size: "S" }, { finalizers: ["example.com/hold"] }));
    await engine.cluster.delete("CustomResourceDefinition", { name: "widgets.example.com" });
    await engine.until(kind, (all) => all.some(({ metadata }) => metadata.deletionTimestamp !== undefined));
    await expect(engine.cluster.create(kind, aWidget({ size: "S" }, { name: "late" }))).rejects.toMatchObject({
      reason: "MethodNotAllowed",
      says: "create not allowed while custom resource definition is terminating",
    });
    await engine.cluster.patch(kind, at, { type: "merge", body: { metadata: { finalizers: [] } } });
    await engine.until("CustomResourceDefinition", (all) => all.length === 0);
    await expect(engine.cluster.list(kind)).rejects.toMatchObject({ reason: "BadRequest" });
    await define(engine, widgets(sized));
    expect((await engine.cluster.list(kind)).items).toEqual([]);
  });

  it("leaves a namespace together with everything else in it", async () => {
    const engine = await start(widgets(sized));
    await engine.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "team" } });
    await engine.cluster.create(kind, aWidget({ size: "S" }, { namespace: "team" }));
    await engine.cluster.delete("Namespace", { name: "team" });
    await engine.until("Namespace", (all) => all.every(({ metadata }) => metadata.name !== "team"));
    expect((await engine.cluster.list(kind)).items).toEqual([]);
  });

  it("can own what the garbage collector takes away with it", async () => {
    const engine = await start(widgets(sized));
    const widget = (await engine.cluster.create(kind, aWidget({ size: "S" }))) as KubeObject;
    const owner = { apiVersion: "example.com/v1", kind: "Widget", name: "w", uid: widget.metadata.uid };
    const metadata = { name: "owned", namespace: "default", ownerReferences: [owner] };
    await engine.cluster.create("ConfigMap", { apiVersion: "v1", kind: "ConfigMap", metadata });
    await engine.cluster.create(kind, aWidget({ size: "S" }, { name: "child", ownerReferences: [owner] }));
    await engine.cluster.delete(kind, at, { propagation: "Background" });
    await engine.until("ConfigMap", (all) => all.every((one) => one.metadata.name !== "owned"));
    await engine.until(kind, (all) => all.length === 0);
  });

  it("waits for its names while another has them", async () => {
    const engine = await start(widgets(sized));
    const twin = widgets(sized, {
      spec: { names: { plural: "widgetx", kind: "Widget", listKind: "WidgetsList", singular: "widgetx" } },
    });
    await engine.cluster.create("CustomResourceDefinition", { ...twin, metadata: { name: "widgetx.example.com" } });
    const told = await engine.until("CustomResourceDefinition", (all) =>
      all.some(({ status }) => conditionOf(status?.conditions, "NamesAccepted")?.status === "False"),
    );
    const waiting = told.find(({ metadata }) => metadata.name === "widgetx.example.com");
    expect(waiting?.status).toMatchObject({
      acceptedNames: { plural: "widgetx", singular: "widgetx", kind: "", listKind: "WidgetsList" },
      conditions: [
        { type: "NamesAccepted", status: "False", reason: "KindConflict", message: '"Widget" is already in use' },
        { type: "Established", status: "False", reason: "NotAccepted", message: "not all names are accepted" },
      ],
    });
    await engine.cluster.delete("CustomResourceDefinition", { name: "widgets.example.com" });
    await engine.until("CustomResourceDefinition", (all) => all.length === 1 && all.every(isEstablished));
  });
});

import { describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import type { Outgoing } from "@/server/lib/outgoing";
import type { KubeObject, Manifest } from "@/server/objects/types";
import { aWidget, establish, specOf, widgets } from "@/server/testing/customKinds";
import { memoryCluster } from "@/server/testing/memoryCluster";

const older = { name: "v1alpha1", served: true, storage: false };
const open = { schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } } };
const at = { namespace: "default", name: "w" };

async function start(conversion: object, outgoing?: Outgoing) {
  const cluster = memoryCluster(outgoing ? { outgoing } : {}).as(systemSubject("test"));
  await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  const definition = widgets(specOf({ size: { type: "string", default: "S" }, old: { type: "string" } }));
  const { versions, ...spec } = definition.spec as { versions: object[] };
  await establish(cluster, {
    ...definition,
    spec: { ...spec, versions: [...versions, { ...older, ...open }], conversion },
  });
  return cluster;
}

describe("a kind with two versions", () => {
  it("changes nothing but the version's name without a webhook, and is one kind under both", async () => {
    const cluster = await start({ strategy: "None" });
    const old = "Widget.v1alpha1.example.com";
    const made = await cluster.create(old, {
      ...aWidget({ old: "x" }),
      apiVersion: "example.com/v1alpha1",
    } as Manifest);
    expect(made).toMatchObject({ apiVersion: "example.com/v1alpha1", spec: { old: "x" } });
    expect(await cluster.get("Widget.example.com", at)).toMatchObject({
      apiVersion: "example.com/v1",
      spec: { old: "x", size: "S" },
    });
    await cluster.patch("Widget.example.com", at, { type: "merge", body: { spec: { size: "L" } } });
    expect(await cluster.get(old, at)).toMatchObject({ apiVersion: "example.com/v1alpha1", spec: { size: "L" } });
    expect((await cluster.list(old)).items).toHaveLength(1);
    await expect(cluster.patch(old, at, { type: "strategic", body: { spec: { size: "M" } } })).rejects.toMatchObject({
      reason: "UnsupportedMediaType",
    });
  });

  it("is converted by its webhook on the way in and out", async () => {
    const asked: string[] = [];
    const outgoing: Outgoing = {
      async post({ body }) {
        const { request } = JSON.parse(body) as { request: { desiredAPIVersion: string; objects: KubeObject[] } };
        asked.push(request.desiredAPIVersion);
        const isNew = request.desiredAPIVersion === "example.com/v1";
        const convertedObjects = request.objects.map((one) => {
          const { size, old } = one.spec as { size?: string; old?: string };
          return { ...one, apiVersion: request.desiredAPIVersion, spec: isNew ? { size: old } : { old: size } };
        });
        return { status: 200, body: JSON.stringify({ response: { convertedObjects, result: { status: "Success" } } }) };
      },
    };
    const webhook = { conversionReviewVersions: ["v1"], clientConfig: { url: "https://convert.example.com" } };
    const cluster = await start({ strategy: "Webhook", webhook }, outgoing);
    const old = "Widget.v1alpha1.example.com";
    await cluster.create(old, { ...aWidget({ old: "XL" }), apiVersion: "example.com/v1alpha1" } as Manifest);
    expect(await cluster.get("Widget.example.com", at)).toMatchObject({ spec: { size: "XL" } });
    expect(await cluster.get(old, at)).toMatchObject({ spec: { old: "XL" } });
    await cluster.get(old, at);
    expect(asked).toEqual(["example.com/v1", "example.com/v1alpha1"]);
  });

  it("says so when its webhook cannot be asked", async () => {
    const webhook = { conversionReviewVersions: ["v1"], clientConfig: { url: "https://convert.example.com" } };
    const outgoing: Outgoing = { post: () => Promise.reject(new Error("connection refused")) };
    const cluster = await start({ strategy: "Webhook", webhook }, outgoing);
    await cluster.create("Widget.example.com", aWidget({ size: "S" }));
    await expect(cluster.get("Widget.v1alpha1.example.com", at)).rejects.toMatchObject({
      reason: "InternalError",
      says: "conversion webhook for example.com/, Kind=Widget failed: connection refused",
    });
  });
});

import { expect, it } from "vitest";
import { aNamespace } from "@/server/objects/builders";
import type { Service } from "@/server/objects/types";
import { contextWith, submit } from "../testing";

const range = { serviceRange: "127.96.0.0/16" };
const manifest = (spec = {}) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: "default" },
  spec: { selector: { app: "web" }, ports: [{ port: 80 }], ...spec },
});

async function addressOf(spec = {}, context = contextWith([aNamespace("default").build()], range)) {
  const service = (await submit({ object: manifest(spec) }, context)) as Service;
  return service.spec.clusterIP;
}

it("gives a new Service an address of the range, and two at once different ones", async () => {
  const context = contextWith([aNamespace("default").build()], range);
  const [first, second] = [await addressOf({}, context), await addressOf({}, context)];
  expect(first).toMatch(/^127\.96\./);
  expect(second).toMatch(/^127\.96\./);
  expect(second).not.toBe(first);
});

it("gives none to a headless Service and to an ExternalName", async () => {
  expect(await addressOf({ clusterIP: "None" })).toBe("None");
  expect(await addressOf({ type: "ExternalName", externalName: "example.com", ports: [] })).toBeUndefined();
});

it("keeps the address that an update leaves out", async () => {
  const context = contextWith([aNamespace("default").build()], range);
  const old = (await submit({ object: manifest() }, context)) as Service;
  const updated = (await submit({ object: { ...manifest(), metadata: old.metadata }, old }, context)) as Service;
  expect(updated.spec.clusterIP).toBe(old.spec.clusterIP);
});

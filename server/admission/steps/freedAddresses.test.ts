import { expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import type { Service } from "@/server/objects/types";
import { admit } from "../admit";
import { contextWith, registry, submit } from "../testing";

const service = (spec: object) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: "default" },
  spec: { type: "NodePort", ports: [{ port: 80 }], ...spec },
});

it("lets a Service that was just deleted be made again with its address and ports", async () => {
  const context = contextWith([
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "default", uid: "1", resourceVersion: "1", creationTimestamp: "" },
    },
  ]);
  const made = (await submit({ object: service({}) }, context)) as Service;
  const { clusterIP, ports } = made.spec;
  await expect(submit({ object: service({ clusterIP, ports }) }, context)).rejects.toThrow("already allocated");
  const kind = registry.forManifest(made);
  if (!kind) throw new Error("Service is no kind");
  await admit(
    { verb: "delete", kind, object: made, old: made, subject: systemSubject("test"), dryRun: false },
    context,
  );
  const again = (await submit({ object: service({ clusterIP, ports }) }, context)) as Service;
  expect(again.spec).toMatchObject({ clusterIP, ports: [{ nodePort: ports?.[0]?.nodePort }] });
});

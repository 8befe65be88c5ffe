import { expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { setOfPaths } from "@/server/objects/patch/fieldSet";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { fieldNames, objectsOwners } from "./owners";

it("names a field that holds others by those", () => {
  const containers = ["f:spec", "f:containers", 'k:{"name":"a"}'];
  const fields = setOfPaths(
    ["f:metadata", "f:labels"],
    ["f:metadata", "f:labels", "f:app"],
    containers,
    [...containers, "f:image"],
    ["f:spec", "f:replicas"],
    ["f:spec", "f:replicasOther"],
  );
  expect(fieldNames(fields)).toEqual([
    "metadata.labels.app",
    'spec.containers[name="a"].image',
    "spec.replicas",
    "spec.replicasOther",
  ]);
});

it("tells whose the fields of a Secret are, by the names of its keys alone", async () => {
  const cluster = memoryCluster().as(systemSubject("test"));
  const at = { namespace: "default", name: "login" };
  await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  const data = { password: Buffer.from("hunter2").toString("base64") };
  await cluster.create("Secret", { apiVersion: "v1", kind: "Secret", metadata: at, data }, { fieldManager: "x" });
  const shown = await objectsOwners.read(cluster, { kind: "Secret", ...at }, { clock: systemClock });
  expect(shown.owners).toMatchObject([{ manager: "x", operation: "Update", fields: ["data.password", "type"] }]);
  expect(JSON.stringify(shown)).not.toContain(data.password);
});

import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "@/server/agent/testing/testRuntime";
import { aWorker } from "@/server/agent/testing/testWorker";
import { systemSubject } from "@/server/cluster/subject";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { Pods } from "./pods";
import type { References } from "./references";
import { podManifest } from "./testing/testAgent";

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("a round in which a reference is waited for is not joined by the next, and reads nothing twice", async () => {
  const cluster = memoryCluster().as(systemSubject("test"));
  await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  let answers = true;
  const reads: string[] = [];
  const references = {
    keepFor: () => {},
    configMap: async (_namespace: string, name: string) => {
      reads.push(name);
      return answers ? undefined : new Promise<never>(() => {});
    },
  } as unknown as References;
  const { context, clock, pass } = aWorker({ dir: folder.dir, context: { cluster, references } });
  const volumes = [{ name: "settings", configMap: { name: "settings", optional: true } }];
  const containers = [{ name: "main", image: "web:1" }];
  for (const name of ["one", "two"])
    await cluster.create("Pod", podManifest(name, { containers, volumes, automountServiceAccountToken: false }));
  const pods = new Pods(context, folder.dir);
  pods.start();
  await pods.synced;
  await pass(1_000);
  expect(pods.list()).toHaveLength(2);
  reads.length = 0;
  await clock.advance(10_000);
  await pass(100);
  expect(reads).toEqual(["settings"]);
  answers = false;
  await pass(40_000);
  expect(reads).toHaveLength(2);
  pods.close();
});

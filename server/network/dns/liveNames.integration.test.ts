import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { reflect } from "@/server/cluster/reflector";
import { systemSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import { silentLog } from "@/server/lib/log";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { keepNames } from "./liveNames";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pilothouse-names-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const tools = { clock: systemClock, log: silentLog };

function open(cluster: Parameters<typeof reflect>[0]) {
  const services = reflect(cluster, "Service", tools);
  const slices = reflect(cluster, "EndpointSlice", tools);
  const names = keepNames({ services, slices, folder, ...tools });
  const close = () => {
    names.close();
    services.close();
    slices.close();
  };
  return { names, close };
}

test("names follow the cluster, and outlive it on disk", async () => {
  const cluster = memoryCluster().as(systemSubject("test"));
  await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  const first = open(cluster);
  const metadata = { name: "web", namespace: "default" };
  await cluster.create("Service", { apiVersion: "v1", kind: "Service", metadata, spec: { ports: [{ port: 80 }] } });
  await expect.poll(() => first.names.current().service("default", "web")?.ports).toHaveLength(1);
  first.close();

  const dead = memoryCluster().as(systemSubject("test"));
  dead.list = () => Promise.reject(new ClusterError("Unavailable", { says: "it is dead" }));
  const second = open(dead);
  expect(second.names.current().service("default", "web")?.ports).toHaveLength(1);
  second.close();
});

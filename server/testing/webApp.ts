import fs from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import type { Cluster } from "@/server/cluster/cluster";
import { systemRandom } from "@/server/lib/random";
import { isReady } from "@/server/objects/pods";
import type { Deployment, Manifest, Pod } from "@/server/objects/types";
import { until } from "./platform";

const example = path.resolve(import.meta.dirname, "../../examples/web.yaml");

/** The documents of an example, as they lie in `examples/`, for the namespace `default`. */
export function exampleManifests(file = example): Manifest[] {
  return parseAllDocuments(fs.readFileSync(file, "utf8")).map((document) => {
    const manifest: Manifest = document.toJS();
    return { ...manifest, metadata: { ...manifest.metadata, namespace: "default" } };
  });
}

/** In the environment of every pod that `deployWeb` makes in this process, so that strays can be told from strangers. */
const mark = `TRIAL=${process.pid}-${systemRandom.suffix(6)}`;

/** Deploys the example and resolves when all its pods are ready. */
export async function deployWeb(cluster: Cluster, replicas = 3): Promise<void> {
  for (const manifest of exampleManifests()) await cluster.create(manifest.kind, manifest);
  const [name = "", value = ""] = mark.split("=");
  const containers = [{ name: "web", env: [{ name, value }] }];
  const body = { spec: { replicas, template: { spec: { containers } } } };
  await cluster.patch("Deployment", { namespace: "default", name: "web" }, { type: "strategic", body });
  await untilRolled(cluster, 60_000);
}

/** Rolls it to another version; `breaks` makes one that never becomes ready. */
export async function rollTo(cluster: Cluster, version: string, { breaks = false } = {}): Promise<void> {
  const container = {
    name: "web",
    env: [{ name: "VERSION", value: version }],
    readinessProbe: { httpGet: { path: "/", port: breaks ? 1 : "http" } },
  };
  const body = { spec: { template: { spec: { containers: [container] } } } };
  await cluster.patch("Deployment", { namespace: "default", name: "web" }, { type: "strategic", body });
}

export async function untilRolled(cluster: Cluster, ms: number): Promise<void> {
  await until("the deployment is rolled out", ms, async () => {
    const deployment = await cluster.get("Deployment", { namespace: "default", name: "web" });
    return isRolled(deployment) && (await podsOfWeb(cluster)).length === deployment.spec.replicas;
  });
}

export async function podsOfWeb(cluster: Cluster): Promise<Pod[]> {
  const { items } = await cluster.list("Pod", { namespace: "default", labelSelector: "app=web" });
  return [...items];
}

function isRolled({ metadata, spec, status }: Deployment): boolean {
  const wanted = spec.replicas ?? 1;
  return (
    status?.observedGeneration === metadata.generation &&
    status?.updatedReplicas === wanted &&
    status.replicas === wanted &&
    status.availableReplicas === wanted
  );
}

/** The operating system's processes of our pods by the pods' names: the apps themselves, no shims. */
export function webProcesses(): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const pid of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const pod = podOf(pid);
    if (pod) found.set(pod, [...(found.get(pod) ?? []), Number(pid)]);
  }
  return found;
}

export function processesOf(podName: string): number[] {
  return webProcesses().get(podName) ?? [];
}

function podOf(pid: string): string | undefined {
  try {
    const environment = fs.readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    if (!environment.includes(mark) || fs.readFileSync(`/proc/${pid}/comm`, "utf8").trim() !== "node") return undefined;
    return environment.find((pair) => pair.startsWith("POD_NAME="))?.slice("POD_NAME=".length);
  } catch {
    // It ended while we looked, or is not ours to read.
    return undefined;
  }
}

export function areReady(pods: readonly Pod[]): boolean {
  return pods.length > 0 && pods.every(isReady);
}

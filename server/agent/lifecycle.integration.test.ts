import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isReadyPod, main, podManifest, podThat, startTestAgent, statusOf, type TestAgent } from "./testing/testAgent";
import { logOf } from "./testing/testRuntime";

let agent: TestAgent;
const heard: string[] = [];
const hooks = createServer((request, response) => {
  heard.push(request.url ?? "");
  response.end();
});
let hookPort = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => hooks.listen(0, "127.0.0.1", resolve));
  hookPort = (hooks.address() as AddressInfo).port;
  // A gateway that never answers is not waited for beyond its share.
  agent = await startTestAgent({ gateway: { withdraw: () => new Promise(() => {}) } });
});
afterAll(async () => {
  await agent.close();
  hooks.close();
});

const at = (name: string) => ({ namespace: "default", name });
const idOf = (pod: Parameters<typeof statusOf>[0]) => (statusOf(pod)?.containerID ?? "").split("://")[1] ?? "";

test("hooks run after the start and before the end, and a silent gateway holds nothing up beyond its share", async () => {
  const { cluster } = agent;
  const call = (path: string) => ({ httpGet: { host: "127.0.0.1", port: hookPort, path } });
  const lifecycle = { postStart: call("/post-start"), preStop: call("/pre-stop") };
  const command = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.05; done"];
  const spec = { containers: [main(command, { lifecycle })], terminationGracePeriodSeconds: 3 };
  await cluster.create("Pod", podManifest("hooked", spec));
  await podThat(cluster, "hooked", isReadyPod);
  expect(heard).toEqual(["/post-start"]);
  const began = performance.now();
  await cluster.delete("Pod", at("hooked"));
  await podThat(cluster, "hooked", (pod) => pod === undefined);
  expect(heard).toEqual(["/post-start", "/pre-stop"]);
  expect(performance.now() - began).toBeLessThan(3_000);
});

test("a container that ignores SIGTERM is killed when its grace period is over, not before", async () => {
  const { cluster } = agent;
  const command = ["sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.05; done"];
  await cluster.create(
    "Pod",
    podManifest("stubborn", { containers: [main(command)], terminationGracePeriodSeconds: 2 }),
  );
  await podThat(cluster, "stubborn", isReadyPod);
  const began = performance.now();
  await cluster.delete("Pod", at("stubborn"));
  await podThat(cluster, "stubborn", (pod) => pod === undefined);
  expect(performance.now() - began).toBeGreaterThan(1_900);
  expect(performance.now() - began).toBeLessThan(4_000);
});

test("a failed liveness probe restarts the container and says why", async () => {
  const { cluster } = agent;
  const livenessProbe = { exec: { command: ["false"] }, periodSeconds: 1, failureThreshold: 1 };
  const command = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.05; done"];
  await cluster.create("Pod", podManifest("sick", { containers: [main(command, { livenessProbe })] }));
  await podThat(cluster, "sick", (pod) => (statusOf(pod)?.restartCount ?? 0) > 0);
  const told = async () => (await cluster.list("Event", { namespace: "default" })).items.map(({ message }) => message);
  await expect.poll(told).toContain("Container main failed liveness probe, will be restarted");
  await cluster.delete("Pod", at("sick"), { graceSeconds: 0 });
});

test("a container that takes more memory than it may is OOMKilled, or the node says that it cannot see to that", async () => {
  const { cluster } = agent;
  const { cannot } = await agent.runtime.info();
  const isLimited = !cannot.some((says) => says.startsWith("memory limits are not enforced"));
  const eat = "const all = []; for (;;) all.push(Buffer.alloc(8e6, 1));";
  const resources = { limits: { memory: "64Mi" } };
  const spec = { restartPolicy: "Never" as const, containers: [main(["node", "-e", eat], { resources })] };
  if (!isLimited) return expect(cannot).toContainEqual(expect.stringContaining("no memory control group"));
  await cluster.create("Pod", podManifest("eats", spec));
  const pod = await podThat(cluster, "eats", (one) => one?.status?.phase === "Failed");
  expect(statusOf(pod)?.state?.terminated).toMatchObject({ exitCode: 137, reason: "OOMKilled" });
});

test("last words reach the status", async () => {
  const { cluster } = agent;
  const command = ["sh", "-c", 'echo "out of cheese" >"$PILOTHOUSE_ROOT/dev/termination-log"; exit 4'];
  await cluster.create("Pod", podManifest("speaks", { restartPolicy: "Never", containers: [main(command)] }));
  const pod = await podThat(cluster, "speaks", (one) => one?.status?.phase === "Failed");
  expect(statusOf(pod)?.state?.terminated).toMatchObject({ exitCode: 4, message: "out of cheese\n" });
});

test("services are found by name and by environment", async () => {
  const { cluster } = agent;
  const spec = { clusterIP: "10.96.0.77", selector: { app: "db" }, ports: [{ port: 5432 }] };
  await cluster.create("Service", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "db", namespace: "default" },
    spec,
  });
  // The next agent knows all services before it starts anything.
  await agent.restart();
  const command = ["sh", "-c", "echo $DB_SERVICE_HOST:$DB_SERVICE_PORT; grep db /etc/hosts; sleep 1000"];
  await cluster.create("Pod", podManifest("finds", { containers: [main(command)] }));
  const running = await podThat(cluster, "finds", isReadyPod);
  await expect.poll(() => logOf(agent.runtime, idOf(running))).toContain("10.96.0.77:5432");
  const { cannot } = await agent.runtime.info();
  if (cannot.some((says) => says.startsWith("no private mounts"))) return;
  await expect
    .poll(() => logOf(agent.runtime, idOf(running)))
    .toContain("10.96.0.77\tdb.default.svc.cluster.local\tdb.default.svc\tdb.default\tdb");
});

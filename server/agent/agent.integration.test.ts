import { afterAll, beforeAll, expect, test } from "vitest";
import {
  isReadyPod,
  main,
  podManifest,
  podThat,
  startTestAgent,
  statusOf,
  type TestAgent,
} from "@/server/agent/testing/testAgent";
import { pidsWith } from "@/server/agent/testing/testProcess";
import { answeringPort } from "@/server/objects/pods";

let agent: TestAgent;
beforeAll(async () => {
  agent = await startTestAgent();
});
afterAll(() => agent.close());

const server = `
const http = require("node:http");
http.createServer((_q, s) => s.end(process.env.GREETING)).listen(process.env.PORT, process.env.HOST);
process.on("SIGTERM", () => process.exit(0));
`;

test("a pod runs, answers at the port it was given, and says so in Kubernetes' words", async () => {
  const { cluster } = agent;
  const container = main(["node", "-e", server], {
    env: [
      { name: "GREETING", value: "hello from $(HOSTNAME_OF)" },
      { name: "HOSTNAME_OF", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
    ].reverse(),
    ports: [{ containerPort: 8080, name: "http" }],
    readinessProbe: { httpGet: { port: "http" } },
  });
  await cluster.create("Pod", podManifest("web", { containers: [container] }));
  const pod = await podThat(cluster, "web", isReadyPod);
  if (!pod) throw new Error("the pod is gone");
  expect(pod.status).toMatchObject({ phase: "Running", podIP: "127.0.0.1", qosClass: "BestEffort" });
  expect(statusOf(pod)).toMatchObject({ ready: true, started: true, restartCount: 0, state: { running: {} } });
  const port = answeringPort(pod, 8080);
  expect(port).not.toBe(8080);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("hello from web");
});

test("a process that is killed is running again within a second or so, the end kept as lastState", async () => {
  const { cluster } = agent;
  const env = [{ name: "MARK", value: "killed-by-hand" }];
  await cluster.create("Pod", podManifest("killed", { containers: [main(["node", "-e", server], { env })] }));
  await podThat(cluster, "killed", isReadyPod);
  await expect.poll(() => pidsWith("MARK=killed-by-hand").length).toBeGreaterThan(0);
  const began = performance.now();
  for (const pid of pidsWith("MARK=killed-by-hand")) process.kill(pid, "SIGKILL");
  const again = await podThat(cluster, "killed", (pod) => isReadyPod(pod) && statusOf(pod)?.restartCount === 1);
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(statusOf(again)?.lastState?.terminated).toMatchObject({ exitCode: 137, reason: "Error" });
});

test("a container that keeps failing waits as CrashLoopBackOff, with Kubernetes' message", async () => {
  const { cluster } = agent;
  await cluster.create("Pod", podManifest("crash", { containers: [main(["sh", "-c", "exit 3"])] }));
  const pod = await podThat(cluster, "crash", (one) => statusOf(one)?.state?.waiting?.reason === "CrashLoopBackOff");
  expect(statusOf(pod)?.state?.waiting?.message).toBe(
    `back-off 10s restarting failed container=main pod=crash_default(${pod?.metadata.uid})`,
  );
  expect(statusOf(pod)).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 3, reason: "Error" } } });
});

test("a pod that ends well is Succeeded", async () => {
  const { cluster } = agent;
  const spec = { restartPolicy: "Never" as const, containers: [main(["true"])] };
  await cluster.create("Pod", podManifest("done", spec));
  const pod = await podThat(cluster, "done", (one) => one?.status?.phase === "Succeeded");
  expect(statusOf(pod)?.state?.terminated).toMatchObject({ exitCode: 0, reason: "Completed" });
});

test("a deleted pod goes out of traffic first, runs its preStop hook, hears SIGTERM, and is gone", async () => {
  const { cluster } = agent;
  const script = "trap 'echo term; exit 0' TERM; echo up; while :; do sleep 0.05; done";
  const lifecycle = {
    preStop: { exec: { command: ["sh", "-c", "echo prestop >/proc/1/fd/1 2>/dev/null; sleep 0.2"] } },
  };
  await cluster.create("Pod", podManifest("leaves", { containers: [main(["sh", "-c", script], { lifecycle })] }));
  const pod = await podThat(cluster, "leaves", isReadyPod);
  const uid = pod?.metadata.uid ?? "";
  await cluster.delete("Pod", { namespace: "default", name: "leaves" });
  const unready = await podThat(cluster, "leaves", (one) => one === undefined || !isReadyPod(one));
  expect(statusOf(unready)?.state?.running).toBeDefined();
  await podThat(cluster, "leaves", (one) => one === undefined);
  expect(agent.withdrawn).toContain(uid);
  expect((await agent.runtime.list()).filter((container) => container.pod.uid === uid)).toEqual([]);
});

test("an image without a command is a clear error on the pod", async () => {
  const { cluster } = agent;
  await cluster.create("Pod", podManifest("image", { containers: [{ name: "main", image: "nginx" }] }));
  const pod = await podThat(cluster, "image", (one) => statusOf(one)?.state?.waiting?.reason === "ImageNeedsDocker");
  expect(statusOf(pod)?.state?.waiting?.message).toBe(
    "image nginx cannot run on the process runtime: it has no Docker; give spec.containers[0].command, a program on this machine",
  );
});

test("a new agent takes running pods up again within 3 s, with no restart and no moment of unreadiness", async () => {
  const { cluster } = agent;
  const container = main(["node", "-e", server], {
    ports: [{ containerPort: 80 }],
    readinessProbe: { httpGet: { port: 80 } },
  });
  await cluster.create("Pod", podManifest("lives", { containers: [container] }));
  const before = await podThat(cluster, "lives", isReadyPod);
  const events: boolean[] = [];
  const abort = new AbortController();
  const watching = (async () => {
    for await (const batch of cluster.watch("Pod", { namespace: "default", signal: abort.signal }))
      for (const event of batch)
        if (event.type !== "BOOKMARK" && event.object.metadata.name === "lives") events.push(isReadyPod(event.object));
  })();
  const began = performance.now();
  await agent.restart();
  expect(performance.now() - began).toBeLessThan(3_000);
  await cluster.create("Pod", podManifest("after", { containers: [main(["sleep", "1000"])] }));
  await podThat(cluster, "after", isReadyPod);
  const after = await podThat(cluster, "lives", isReadyPod);
  expect(statusOf(after)).toMatchObject({ restartCount: 0, containerID: statusOf(before)?.containerID });
  abort.abort();
  await watching.catch(() => {});
  expect(events).not.toContain(false);
});

test("a deletion that nobody heard live is found when the agent is back", async () => {
  const { cluster } = agent;
  await cluster.create("Pod", podManifest("unheard", { containers: [main(["sleep", "1000"])] }));
  const pod = await podThat(cluster, "unheard", isReadyPod);
  await agent.stopAgent();
  await cluster.delete("Pod", { namespace: "default", name: "unheard" }, { graceSeconds: 0, uid: pod?.metadata.uid });
  await agent.restart();
  const uid = pod?.metadata.uid;
  await expect.poll(async () => (await agent.runtime.list()).filter((one) => one.pod.uid === uid).length).toBe(0);
});

test("the node is registered, ready and heard", async () => {
  const { cluster } = agent;
  const node = await cluster.get("Node", { name: "a" });
  expect(node.status?.conditions?.find(({ type }) => type === "Ready")).toMatchObject({
    status: "True",
    reason: "KubeletReady",
  });
  expect(node.status?.allocatable).toMatchObject({ cpu: "2", memory: "2Gi", pods: "110" });
  const lease = await cluster.get("Lease", { namespace: "kube-node-lease", name: "a" });
  expect(lease.spec.holderIdentity).toBe("a");
});

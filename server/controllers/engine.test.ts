import { afterEach, describe, expect, it } from "vitest";
import { scaleOf } from "@/server/cluster/scale";
import { isReady, isTerminal } from "@/server/objects/pods";
import type { KubeObject, Manifest, Pod } from "@/server/objects/types";
import { TestEngine, type TestEngineOptions } from "./testEngine";

const engines: TestEngine[] = [];

async function engine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const made = new TestEngine(options);
  engines.push(made);
  return made.start();
}

afterEach(async () => {
  await Promise.all(engines.splice(0).map((one) => one.close()));
});

function workload(kind: string, name: string, spec: object): Manifest {
  const apiVersion = kind.endsWith("Job") ? "batch/v1" : "apps/v1";
  return { apiVersion, kind, metadata: { name, namespace: "default" }, spec };
}

function deployment(name: string, replicas: number, image = "web:1", annotations = {}): Manifest {
  const labels = { app: name };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: "main", image, ports: [{ containerPort: 80 }] }] },
  };
  const manifest = workload("Deployment", name, { replicas, selector: { matchLabels: labels }, template });
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

const readyPods = (pods: readonly Pod[]) => pods.filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp);
const imageOf = (pod: Pod) => pod.spec.containers[0]?.image;

describe("controllers on the embedded engine", () => {
  it("turns an applied Deployment into ready pods, and its Service into endpoints", async () => {
    const { until, apply } = bound(await engine());
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "default" },
      spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
    };
    await apply(deployment("web", 3), service);
    const pods = await until("Pod", (all) => readyPods(all).length === 3);
    const slices = await until("EndpointSlice", (all) => all.some((slice) => slice.endpoints.length === 3));
    expect(slices[0]?.endpoints.map(({ targetRef }) => targetRef?.name).sort()).toEqual(
      pods.map(({ metadata }) => metadata.name).sort(),
    );
    expect(slices[0]?.metadata.labels?.["kubernetes.io/service-name"]).toBe("web");
    await until("Endpoints", ([one]) => one?.subsets?.[0]?.addresses?.length === 3);
  });

  it("gives a Service without a selector the slices of its Endpoints, and takes both away with it", async () => {
    const { until, apply, cluster } = bound(await engine());
    const metadata = { name: "custom", namespace: "default" };
    const subsets = [{ addresses: [{ ip: "10.1.2.3" }], ports: [{ port: 8080 }] }];
    await apply(
      { apiVersion: "v1", kind: "Service", metadata, spec: { ports: [{ port: 80 }] } },
      { apiVersion: "v1", kind: "Endpoints", metadata, subsets },
    );
    const [slice] = await until("EndpointSlice", (all) => all.length === 1);
    expect(slice?.endpoints).toEqual([{ addresses: ["10.1.2.3"], conditions: { ready: true } }]);
    await cluster.delete("Service", metadata);
    await until("Endpoints", (all) => all.length === 0);
    await until("EndpointSlice", (all) => all.length === 0);
  });

  it("rolls to a new template and settles, with no pod of the old one left", async () => {
    const { until, apply } = bound(await engine());
    await apply(deployment("web", 4));
    await until("Deployment", ([web]) => web?.status?.availableReplicas === 4);
    await apply(deployment("web", 4, "web:2"));
    const [web] = await until(
      "Deployment",
      ([one]) =>
        one?.status?.updatedReplicas === 4 &&
        one.status.replicas === 4 &&
        one.status.availableReplicas === 4 &&
        one.status.observedGeneration === one.metadata.generation,
    );
    const pods = await until("Pod", (all) => all.length === 4);
    expect(pods.map(imageOf)).toEqual(["web:2", "web:2", "web:2", "web:2"]);
    expect(web?.metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("2");
  });

  it("goes on with a roll where the controllers died, again and again, and duplicates nothing", async () => {
    const one = await engine({ script: () => ({ readyAfterMs: 3 }) });
    const { until, apply } = bound(one);
    await apply(deployment("web", 6));
    await until("Deployment", ([web]) => web?.status?.availableReplicas === 6);
    await apply(deployment("web", 6, "web:2"));
    for (let restarts = 0; restarts < 10; restarts++) {
      const { resourceVersion } = one.follow("Pod");
      await one.stopControllers();
      one.startControllers();
      const isMoved = (pods: Pod[]) =>
        pods.every((pod) => imageOf(pod) === "web:2") || one.follow("Pod").resourceVersion !== resourceVersion;
      await until("Pod", isMoved);
    }
    await until(
      "Deployment",
      ([web]) => web?.status?.updatedReplicas === 6 && web.status.availableReplicas === 6 && web.status.replicas === 6,
    );
    const pods = await until("Pod", (all) => all.length === 6);
    expect(new Set(pods.map(imageOf))).toEqual(new Set(["web:2"]));
  });

  it("keeps a PodDisruptionBudget's status through a resize of its Deployment", async () => {
    const { until, apply } = bound(await engine());
    const spec = { minAvailable: "50%", selector: { matchLabels: { app: "web" } } };
    const metadata = { name: "web", namespace: "default" };
    await apply({ apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata, spec }, deployment("web", 4));
    const allows = (count: number) =>
      until("PodDisruptionBudget", ([budget]) => budget?.status?.disruptionsAllowed === count);
    const [budget] = await allows(2);
    expect(budget?.status).toMatchObject({ currentHealthy: 4, desiredHealthy: 2, expectedPods: 4 });
    await apply(deployment("web", 1));
    const [less] = await until("PodDisruptionBudget", ([one]) => one?.status?.currentHealthy === 1);
    expect(less?.status).toMatchObject({ desiredHealthy: 1, disruptionsAllowed: 0, expectedPods: 1 });
  });

  it("puts one daemon pod on each node", async () => {
    const { until, apply } = bound(await engine());
    const labels = { app: "agent" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "main", image: "agent:1" }] } };
    await apply(workload("DaemonSet", "agent", { selector: { matchLabels: labels }, template }));
    const [set] = await until("DaemonSet", ([one]) => one?.status?.numberAvailable === 3);
    const pods = await until("Pod", (all) => all.length === 3);
    expect(pods.map(({ spec }) => spec.nodeName).sort()).toEqual(["a", "b", "c"]);
    expect(set?.status).toMatchObject({ desiredNumberScheduled: 3, numberMisscheduled: 0, updatedNumberScheduled: 3 });
  });

  it("keeps a ReplicationController at its number of pods, and counts them in its own words", async () => {
    const { until, apply, cluster } = bound(await engine());
    const labels = { app: "old" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "main", image: "old:1" }] } };
    const metadata = { name: "old", namespace: "default" };
    await apply({ apiVersion: "v1", kind: "ReplicationController", metadata, spec: { replicas: 3, template } });
    const pods = await until("Pod", (all) => readyPods(all).length === 3);
    expect(pods[0]?.metadata.ownerReferences).toMatchObject([{ apiVersion: "v1", kind: "ReplicationController" }]);
    await until("ReplicationController", ([one]) => one?.status?.availableReplicas === 3);
    await cluster.patch(
      "ReplicationController",
      metadata,
      { type: "merge", body: { spec: { replicas: 1 } } },
      { subresource: "scale" },
    );
    await until("Pod", (all) => all.length === 1);
    const [scaled] = await until("ReplicationController", ([one]) => one?.status?.replicas === 1);
    expect(scaleOf(scaled as KubeObject).status).toEqual({ replicas: 1, selector: "app=old" });
  });

  it("makes a StatefulSet's pods in order, and rolls them back by a kept revision as kubectl does", async () => {
    const { until, apply, cluster } = bound(await engine());
    const labels = { app: "db" };
    const spec = (image: string) => ({
      serviceName: "db",
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "main", image }] } },
    });
    const images = (pods: readonly Pod[]) => pods.map(imageOf).join();
    await apply(workload("StatefulSet", "db", spec("db:1")));
    const pods = await until("Pod", (all) => readyPods(all).length === 3);
    expect(pods.map(({ metadata }) => metadata.name).sort()).toEqual(["db-0", "db-1", "db-2"]);
    await apply(workload("StatefulSet", "db", spec("db:2")));
    await until("Pod", (all) => images(readyPods(all)) === "db:2,db:2,db:2");
    const revisions = await until("ControllerRevision", (all) => all.length === 2);
    const old = revisions.find(({ revision }) => revision === 1);
    await cluster.patch("StatefulSet", { name: "db", namespace: "default" }, { type: "strategic", body: old?.data });
    await until("Pod", (all) => images(readyPods(all)) === "db:1,db:1,db:1");
    await until("StatefulSet", ([set]) => set?.status?.currentRevision === old?.metadata.name);
  });

  it("runs a job to its completions and counts each pod once", async () => {
    const { until, apply } = bound(await engine({ script: () => ({ ends: { afterMs: 2, exitCode: 0 } }) }));
    const template = { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "job:1" }] } };
    await apply(workload("Job", "sums", { completions: 5, parallelism: 2, template }));
    const [job] = await until(
      "Job",
      ([one]) => one?.status?.conditions?.some(({ type, status }) => type === "Complete" && status === "True") === true,
    );
    expect(job?.status).toMatchObject({ succeeded: 5, failed: 0, active: 0, uncountedTerminatedPods: {} });
    const pods = await until("Pod", (all) => all.length === 5 && all.every(isTerminal));
    expect(pods.every(({ metadata }) => !metadata.finalizers?.length)).toBe(true);
  });

  it("runs a CronJob's job when it is due, and notes that it succeeded", async () => {
    const { until, apply } = bound(await engine({ script: () => ({ ends: { afterMs: 2, exitCode: 0 } }) }));
    const template = { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "job:1" }] } };
    await apply(workload("CronJob", "often", { schedule: "@every 1s", jobTemplate: { spec: { template } } }));
    const [cronJob] = await until("CronJob", ([one]) => one?.status?.lastSuccessfulTime !== undefined);
    expect(cronJob?.status?.lastScheduleTime).toBeDefined();
    const [job] = await until("Job", (all) => all.length > 0);
    expect(job?.metadata.name).toMatch(/^often-\d{8}$/);
  });

  it("holds pods back until what they wait for is ready, and says for what they wait", async () => {
    const isHeld = new Set(["database"]);
    const script = (pod: Pod) => (isHeld.has(pod.metadata.labels?.app ?? "") ? { readyAfterMs: "never" as const } : {});
    const { until, apply, cluster } = bound(await engine({ script }));
    await apply(deployment("web", 1, "web:1", { "pilothouse.dev/after": "database" }), deployment("database", 1));
    const saying = (pod: Pod | undefined) =>
      pod?.status?.conditions?.find(({ type }) => type === "pilothouse.dev/After")?.message;
    const web = (pods: readonly Pod[]) => pods.find(({ metadata }) => metadata.labels?.app === "web");
    await until("Pod", (pods) => saying(web(pods)) === "Waiting for database (0 of 1 ready)");
    isHeld.clear();
    const [database] = await until("Pod", (pods) =>
      pods.some(({ metadata, spec }) => metadata.labels?.app === "database" && spec.nodeName !== undefined),
    );
    expect(database).toBeDefined();
    const held = (await cluster.list("Pod", { labelSelector: "app=database" })).items[0];
    await cluster.delete("Pod", { name: held?.metadata.name ?? "", namespace: "default" });
    await until("Pod", (pods) => readyPods(pods).length === 2);
  });

  it("empties and removes a namespace that is deleted", async () => {
    const { until, apply, cluster } = bound(await engine());
    await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
    const there = deployment("web", 2);
    await apply({ ...there, metadata: { ...there.metadata, namespace: "shop" } });
    await until("Pod", (all) => readyPods(all).length === 2);
    await cluster.delete("Namespace", { name: "shop" });
    await until("Namespace", (all) => !all.some(({ metadata }) => metadata.name === "shop"));
    expect((await cluster.list("Pod")).items).toEqual([]);
    expect((await cluster.list("Deployment")).items).toEqual([]);
  });

  it.each(["Background", "Foreground"] as const)(
    "collects a deleted Deployment's sets and pods (%s)",
    async (propagation) => {
      const { until, apply, cluster } = bound(await engine());
      await apply(deployment("web", 2));
      await until("Pod", (all) => readyPods(all).length === 2);
      await cluster.delete("Deployment", { name: "web", namespace: "default" }, { propagation });
      await until("Deployment", (all) => all.length === 0);
      await until("ReplicaSet", (all) => all.length === 0);
      expect(await until("Pod", (all) => all.length === 0)).toEqual([]);
    },
  );

  it("leaves the pods of an orphaned Deployment, and a new one of the same selector adopts its set", async () => {
    const { until, apply, cluster } = bound(await engine());
    await apply(deployment("web", 2));
    const before = await until("Pod", (all) => readyPods(all).length === 2);
    await cluster.delete("Deployment", { name: "web", namespace: "default" }, { propagation: "Orphan" });
    await until("ReplicaSet", ([set]) => set !== undefined && !set.metadata.ownerReferences?.length);
    // The set is let go before its owner is gone: an apply in between would go to the one that is leaving.
    await until("Deployment", (all) => all.length === 0);
    await apply(deployment("web", 2));
    await until("Deployment", ([web]) => web?.status?.availableReplicas === 2);
    const after = await until("Pod", (all) => all.length === 2);
    expect(after.map(({ metadata }) => metadata.uid).sort()).toEqual(before.map(({ metadata }) => metadata.uid).sort());
  });

  it("replaces a lost node's pods elsewhere only after they are confirmed dead, and takes the node back", async () => {
    const answers = { fence: "unknown" as "unknown" | "fenced", asked: () => {} };
    const isAsked = new Promise<void>((resolve) => {
      answers.asked = resolve;
    });
    const made = new TestEngine({
      nodeGraceMs: 400,
      heartbeatMs: 40,
      fence: async (name) => {
        answers.asked();
        return answers.fence === "fenced" ? made.nodes.fence(name) : "unknown";
      },
    });
    engines.push(made);
    const { until, apply } = bound(await made.start());
    await apply(deployment("web", 3));
    const before = await until("Pod", (all) => readyPods(all).length === 3);
    const lost = before.find(({ spec }) => spec.nodeName === "a");
    made.nodes.silence("a");
    await until("Node", (all) =>
      all.some(({ status }) =>
        status?.conditions?.some(
          ({ type, status: value, reason }) =>
            type === "Ready" && value === "Unknown" && reason === "NodeStatusUnknown",
        ),
      ),
    );
    await until("Pod", (all) =>
      all.some(
        ({ metadata, status }) =>
          metadata.uid === lost?.metadata.uid &&
          status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "False"),
      ),
    );
    await isAsked;
    expect(made.follow("Pod").list()).toHaveLength(3);
    answers.fence = "fenced";
    const after = await until("Pod", (all) => readyPods(all).length === 3 && all.length === 3);
    expect(after.some(({ metadata }) => metadata.uid === lost?.metadata.uid)).toBe(false);
    expect(made.nodes.alive.size).toBe(3);
    await made.nodes.wake("a");
    await until("Node", (all) => all.every(({ spec }) => !spec.taints?.length));
  });
});

/** The engine's methods, to be used on their own. */
function bound(one: TestEngine) {
  return { cluster: one.cluster, until: one.until.bind(one), apply: one.apply.bind(one) };
}

import path from "node:path";
import { CoreV1Api, KubeConfig, makeInformer, type V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "@/server/cluster/cluster";
import { delay, systemClock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import { type Platform, startPlatform, until } from "../platform";
import { counterKey, SeenChanges } from "./seenChanges";
import { promised, type Trial } from "./trial";

const namespace = "many";
const writersCount = 8;
const changesPerSecond = 80;
const pathOfPods = `/api/v1/namespaces/${namespace}/pods`;

/** Kubernetes' own client for JavaScript follows many pods while they change and the API server dies. */
export const informers: Trial = {
  name: "informers",
  says: "informers of @kubernetes/client-node over 10,000 pods for 10 minutes of changes, 3 kills of the control plane",
  fraction: "1,000 pods, 30 seconds, 1 kill",
  async run({ isWhole, log }) {
    const scale = isWhole ? { pods: 10_000, seconds: 600, kills: 3 } : { pods: 1_000, seconds: 30, kills: 1 };
    const platform = await startPlatform({ settings: { PILOTHOUSE_NODES: "1" } });
    try {
      await createPods(platform.cluster, scale.pods);
      log(`${scale.pods} pods are there`);
      const all = await follow(platform, undefined);
      const even = await follow(platform, "side=even");
      const churn = startChurn(platform.cluster, scale.pods);
      for (let kill = 1; kill <= scale.kills; kill++) {
        await delay(systemClock, (scale.seconds * 1000) / (scale.kills + 1));
        await platform.signal("control", "SIGKILL");
        log(`kill ${kill}: ${churn.written()} changes so far`);
      }
      await delay(systemClock, (scale.seconds * 1000) / (scale.kills + 1));
      const changes = await churn.stop();
      await settled(platform.cluster, all.seen, "");
      await settled(platform.cluster, even.seen, "side=even");
      for (const { stop } of [all, even]) await stop();
      promised("no change is missed, repeated or reordered", all.seen.faults.length + even.seen.faults.length === 0, [
        ...all.seen.faults.slice(0, 10),
        ...even.seen.faults.slice(0, 10),
      ]);
      promised("the changes came as changes, not as lists read anew", all.lists() === 1 && even.lists() === 1);
      return { ...scale, changes, events: all.seen.events, connections: all.connections() };
    } finally {
      await platform.stop();
    }
  },
};

async function createPods(cluster: Cluster, count: number): Promise<void> {
  await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  for (let first = 0; first < count; first += 50)
    await Promise.all(Array.from({ length: 50 }, (_, index) => createPod(cluster, first + index)));
}

/** A pod that asks for no process: a gate holds it. */
async function createPod(cluster: Cluster, index: number): Promise<void> {
  await cluster.create("Pod", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      namespace,
      name: nameOf(index),
      labels: { side: index % 2 === 0 ? "even" : "odd" },
      annotations: { [counterKey]: "0" },
    },
    spec: { schedulingGates: [{ name: "trial/wait" }], containers: [{ name: "main", image: "node:22-alpine" }] },
  });
}

const nameOf = (index: number) => `pod-${String(index).padStart(5, "0")}`;

/** Starts an informer as its manual says: after an error it is started again and goes on from where it was. */
async function follow({ dataDir }: Platform, labelSelector: string | undefined) {
  const config = new KubeConfig();
  config.loadFromFile(path.join(dataDir, "kubeconfig"));
  const api = config.makeApiClient(CoreV1Api);
  const seen = new SeenChanges();
  let [lists, connections, isOver] = [0, 0, false];
  const list = () => {
    lists++;
    return api.listNamespacedPod({ namespace, ...(labelSelector ? { labelSelector } : {}) });
  };
  const informer = makeInformer<V1Pod>(config, pathOfPods, list, labelSelector);
  for (const verb of ["add", "update", "delete"] as const) informer.on(verb, (pod) => seen.take(verb, pod));
  informer.on("connect", () => {
    connections++;
  });
  informer.on("error", () => {
    if (!isOver) systemClock.after(250, () => void informer.start());
  });
  await informer.start();
  const stop = () => {
    isOver = true;
    return informer.stop();
  };
  return { seen, stop, lists: () => lists, connections: () => connections };
}

/** Writers, each with pods of its own: counts a pod's changes on, and now and then replaces it. */
function startChurn(cluster: Cluster, pods: number) {
  let [written, isOver] = [0, false];
  const write = async (writer: number) => {
    for (let turn = 0; !isOver; turn++) {
      const index = (turn * writersCount + writer) % pods;
      const name = { namespace, name: nameOf(index) };
      await persist(async () => {
        if (turn % 20 === 19) await replace(cluster, index);
        else await countOn(cluster, name);
      });
      written++;
      await delay(systemClock, (writersCount * 1000) / changesPerSecond);
    }
  };
  const writers = Array.from({ length: writersCount }, (_, writer) => write(writer));
  const ended = Promise.all(writers);
  // What went wrong is told when it is stopped.
  ended.catch(() => {});
  return {
    written: () => written,
    async stop() {
      isOver = true;
      await ended;
      return written;
    },
  };
}

async function replace(cluster: Cluster, index: number): Promise<void> {
  const name = { namespace, name: nameOf(index) };
  await cluster.delete("Pod", name).catch(unless("NotFound"));
  await createPod(cluster, index).catch(unless("AlreadyExists"));
}

/** By the revision that was read: a write whose outcome is unknown is not counted twice when it is done again. */
async function countOn(cluster: Cluster, name: { namespace: string; name: string }): Promise<void> {
  const { metadata } = await cluster.get("Pod", name);
  const count = Number(metadata.annotations?.[counterKey]) + 1;
  const { resourceVersion } = metadata;
  const body = { metadata: { resourceVersion, annotations: { [counterKey]: String(count) } } };
  await cluster.patch("Pod", name, { type: "merge", body });
}

const unless = (reason: string) => (error: unknown) => {
  if (!(error instanceof ClusterError && error.reason === reason)) throw error;
};

/** Does it until it is done: the control plane is away for a while at each kill. */
async function persist(act: () => Promise<void>): Promise<void> {
  const isDone = await act().then(
    () => true,
    (error: unknown) => {
      if (error instanceof ClusterError && error.reason !== "Invalid") return false;
      throw error;
    },
  );
  if (isDone) return;
  await delay(systemClock, 100);
  await persist(act);
}

async function settled(cluster: Cluster, seen: SeenChanges, labelSelector: string): Promise<void> {
  const { items } = await cluster.list("Pod", { namespace, ...(labelSelector ? { labelSelector } : {}) });
  await until("the informer holds what the store holds", 30_000, () =>
    items.every(({ metadata }) => seen.newestOf(metadata.uid) === metadata.resourceVersion),
  );
  promised("what was deleted is deleted there, too", seen.size === items.length, [seen.size, items.length]);
}

import path from "node:path";
import { systemClock } from "@/server/lib/clock";
import { connectionOf, type KubeConnection } from "@/server/testing/kubeConnection";
import { startPlatform, until } from "@/server/testing/platform";
import { ApiServer, atRate } from "./parts/apiServer";
import { type Figure, quantile, report } from "./parts/report";

const namespace = "bench-api";
const podsPath = `/api/v1/namespaces/${namespace}/pods`;
const mapsPath = `/api/v1/namespaces/${namespace}/configmaps`;
const podCount = 10_000;
const mapCount = 500;
const watcherCount = 1_000;
const merge = "application/merge-patch+json";

interface Measured {
  readonly listMs: number;
  readonly writeP99Ms: number;
  readonly watchP99Ms: number;
}

async function measure(connection: KubeConnection): Promise<Measured> {
  const server = new ApiServer(connection, 64);
  try {
    await fill(server);
    const measured = { listMs: await listing(server), writeP99Ms: await writing(server) };
    return { ...measured, watchP99Ms: await watching(server, connection) };
  } finally {
    await server.ask("DELETE", `/api/v1/namespaces/${namespace}`).catch(() => {});
    await server.close();
  }
}

async function fill(server: ApiServer): Promise<void> {
  const create = (at: string, body: object) => server.ask("POST", at, { body });
  await create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  await until("the namespace has its service account", 20_000, () =>
    server.ask("GET", `/api/v1/namespaces/${namespace}/serviceaccounts/default`).then(
      () => true,
      () => false,
    ),
  );
  const spec = { schedulingGates: [{ name: "bench/wait" }], containers: [{ name: "main", image: "node:22-alpine" }] };
  const pod = (index: number) => ({ apiVersion: "v1", kind: "Pod", metadata: { name: `pod-${index}` }, spec });
  const map = (index: number) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: `map-${index}` } });
  for (let first = 0; first < podCount; first += 50)
    await Promise.all(Array.from({ length: 50 }, (_, index) => create(podsPath, pod(first + index))));
  for (let first = 0; first < mapCount; first += 50)
    await Promise.all(Array.from({ length: 50 }, (_, index) => create(mapsPath, map(first + index))));
}

/** Milliseconds until the last byte of all pods is here, the middle one of eleven; the first ones warm it up. */
async function listing(server: ApiServer): Promise<number> {
  const tookMs: number[] = [];
  for (let turn = 0; turn < 14; turn++) {
    const startMs = systemClock.monotonicMs();
    const bytes = await server.ask("GET", podsPath);
    if (turn > 2) tookMs.push(systemClock.monotonicMs() - startMs);
    if (turn === 0 && JSON.parse(bytes.toString()).items.length !== podCount) throw new Error("pods are missing");
  }
  return quantile(tookMs, 0.5);
}

async function writing(server: ApiServer): Promise<number> {
  const write = (turn: number) =>
    server.ask("PATCH", `${mapsPath}/map-${turn % mapCount}`, { type: merge, body: { data: { turn: String(turn) } } });
  await atRate({ perSecond: 500, seconds: 2 }, write);
  return quantile(await atRate({ perSecond: 500, seconds: 10 }, write), 0.99);
}

/** From a change's sending until a watcher has it; rejects when a watcher missed one. */
async function watching(server: ApiServer, connection: KubeConnection): Promise<number> {
  const watchers = new ApiServer(connection, watcherCount);
  const [perSecond, seconds] = [20, 10];
  const sentAtMs: number[] = [];
  const tookMs: number[] = [];
  const seen = new Uint32Array(watcherCount);
  const faults: string[] = [];
  // One after the other, so that their order is known.
  let last: Promise<unknown> = Promise.resolve();
  const begin = (index: number) => {
    let kept = "";
    return watchers.watch(`${mapsPath}?watch=true&fieldSelector=metadata.name%3Dmap-0`, (chunk) => {
      const lines = (kept + chunk.toString("latin1")).split("\n");
      kept = lines.pop() ?? "";
      for (const line of lines) {
        const found = /"beat":"(\d+)"/.exec(line);
        // The object as it was when the watch began.
        if (!found) continue;
        if (Number(found[1]) !== seen[index]) faults.push(`watcher ${index} saw ${found[1]}, not ${seen[index]}`);
        seen[index] = Number(found[1]) + 1;
        tookMs.push(systemClock.monotonicMs() - (sentAtMs[Number(found[1])] ?? 0));
      }
    });
  };
  try {
    for (let first = 0; first < watcherCount; first += 50)
      await Promise.all(Array.from({ length: 50 }, (_, index) => begin(first + index)));
    await atRate({ perSecond, seconds }, (turn) => {
      sentAtMs[turn] = systemClock.monotonicMs();
      const sent = { type: merge, body: { data: { beat: String(turn) } } };
      last = last.then(() => server.ask("PATCH", `${mapsPath}/map-0`, sent));
      return last;
    });
    const changes = perSecond * seconds;
    await until("every watcher has seen every change", 60_000, () => seen.every((count) => count === changes));
    if (faults.length > 0) throw new Error(faults.slice(0, 10).join("\n"));
    return quantile(tookMs, 0.99);
  } finally {
    await watchers.close();
  }
}

const platform = await startPlatform({ settings: { PILOTHOUSE_NODES: "1" } });
let ours: Measured;
try {
  ours = await measure(connectionOf(path.join(platform.dataDir, "kubeconfig")));
} finally {
  await platform.stop();
}
const goals: Measured = { listMs: 150, writeP99Ms: 20, watchP99Ms: 100 };
const file = process.env.PILOTHOUSE_TEST_KUBECONFIG;
const peer = file ? await measure(connectionOf(file)) : undefined;
const unit = { unit: "ms", isLessBetter: true };
const figures: Record<string, Figure> = {};
for (const name of ["listMs", "writeP99Ms", "watchP99Ms"] as const) {
  const figure = name.slice(0, -2);
  if (peer) figures[figure] = { ours: ours[name], peer: peer[name], ...unit, beside: "kube-apiserver" };
  figures[`${figure}OfGoal`] = { ours: ours[name], peer: goals[name], ...unit, beside: "the goal" };
}
report(figures);

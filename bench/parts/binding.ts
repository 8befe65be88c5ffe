import { systemClock } from "@/server/lib/clock";
import { until } from "@/server/testing/platform";
import type { ApiServer } from "./apiServer";

const nodeCount = 5_000;
const zoneCount = 10;
/** Creates under way at once, as many for us as for the peer. */
const together = 48;
const namespace = "bench-binding";
const podsPath = `/api/v1/namespaces/${namespace}/pods`;

export interface Workload {
  readonly name: string;
  readonly count: number;
  /** What its pods ask for beside resources. */
  readonly spec: object;
}

const labelSelector = (app: string) => ({ matchLabels: { app } });

/** What is measured, in this order, on the same nodes; the first one warms up. */
export const workloads: readonly Workload[] = [
  { name: "warm", count: 1_000, spec: {} },
  { name: "plain", count: 10_000, spec: {} },
  {
    name: "spread",
    count: 3_000,
    spec: {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: "topology.kubernetes.io/zone",
          whenUnsatisfiable: "DoNotSchedule",
          labelSelector: labelSelector("spread"),
        },
      ],
    },
  },
  {
    name: "apart",
    count: 1_500,
    spec: {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: "kubernetes.io/hostname", labelSelector: labelSelector("apart") },
          ],
        },
      },
    },
  },
];

/** Nodes of 4 CPU, 32 GiB and 110 pods in ten zones, which no agent serves. */
export function aBenchNode(index: number) {
  const size = { cpu: "4", memory: "32Gi", pods: "110" };
  const name = `bench-${String(index).padStart(4, "0")}`;
  const labels = {
    "bench/node": "true",
    "kubernetes.io/hostname": name,
    "topology.kubernetes.io/zone": `zone-${index % zoneCount}`,
  };
  const conditions = [{ type: "Ready", status: "True", reason: "KubeletReady" }];
  const status = { capacity: size, allocatable: size, conditions };
  return { apiVersion: "v1", kind: "Node", metadata: { name, labels }, status };
}

/** Nobody beats for these nodes: the pods put up with whatever is said of them meanwhile. */
export function aBenchPod({ name, spec }: Workload, index: number) {
  const requests = { cpu: "100m", memory: "500Mi" };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace, name: `${name}-${index}`, labels: { app: name } },
    spec: {
      nodeSelector: { "bench/node": "true" },
      tolerations: [{ operator: "Exists" }],
      containers: [{ name: "main", image: "bench", resources: { requests } }],
      ...spec,
    },
  };
}

/** Pods a second of each workload, from the first create until each bind was seen on a watch. */
export async function bindRates(server: ApiServer): Promise<Record<string, number>> {
  await server.ask("POST", "/api/v1/namespaces", {
    body: { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
  });
  await until("the namespace has its service account", 20_000, () =>
    server.ask("GET", `/api/v1/namespaces/${namespace}/serviceaccounts/default`).then(
      () => true,
      () => false,
    ),
  );
  await each(nodeCount, (index) => server.ask("POST", "/api/v1/nodes", { body: aBenchNode(index) }));
  const rates: Record<string, number> = {};
  try {
    for (const workload of workloads) rates[workload.name] = await bindRate(server, workload);
  } finally {
    await server.ask("DELETE", `/api/v1/namespaces/${namespace}`).catch(() => {});
    await server.ask("DELETE", "/api/v1/nodes?labelSelector=bench%2Fnode").catch(() => {});
  }
  return rates;
}

async function bindRate(server: ApiServer, workload: Workload): Promise<number> {
  const bound = new Set<string>();
  let kept = "";
  await server.watch(`${podsPath}?watch=true&labelSelector=app%3D${workload.name}`, (chunk) => {
    const lines = (kept + chunk.toString()).split("\n");
    kept = lines.pop() ?? "";
    for (const line of lines) {
      const { object } = JSON.parse(line) as { object: { metadata: { name: string }; spec: { nodeName?: string } } };
      if (object.spec.nodeName) bound.add(object.metadata.name);
    }
  });
  const startMs = systemClock.monotonicMs();
  await each(workload.count, (index) => server.ask("POST", podsPath, { body: aBenchPod(workload, index) }));
  await until(`${workload.name}: all are bound`, 600_000, () => bound.size === workload.count);
  return (workload.count / (systemClock.monotonicMs() - startMs)) * 1000;
}

async function each(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: together }, worker));
}

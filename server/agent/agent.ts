import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Cluster } from "@/server/cluster/cluster";
import { EventRecorder } from "@/server/cluster/eventRecorder";
import { reflect } from "@/server/cluster/reflector";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import { ContainerCache } from "./containerCache";
import type { AgentContext, GatewayDoor } from "./context";
import { leavePlaces, memoryPlace } from "./hooks/mounts/volumes";
import { beat } from "./node/heartbeat";
import type { Capacity } from "./node/nodeObject";
import { keepRegistered } from "./node/registration";
import { PodRecords } from "./pod/podRecords";
import { Pods } from "./pods";
import { openReferences } from "./references";
import type { Runtime } from "./runtime/runtime";
import { serveAgent } from "./server/agentServer";
import { Turnstile } from "./turnstile";

export interface AgentOptions {
  readonly node: string;
  /** The cluster as this node's subject sees it. */
  readonly cluster: Cluster;
  readonly runtime: Runtime;
  /** This node's folder. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly gateway: GatewayDoor;
  readonly capacity: Capacity;
  readonly labels?: Readonly<Record<string, string>>;
  /** Path of the unix socket on which the agent answers. */
  readonly serverSocket: string;
  /** What whoever calls there must bear. */
  readonly token: string;
  readonly hostIp?: string;
  /** How often the Lease is renewed; 3 s unless told. */
  readonly heartbeatMs?: number;
}

export interface Agent {
  /** Resolves once the cluster was heard; pods of before run and are looked after earlier. */
  readonly synced: Promise<void>;
  /** Ends the agent, not its pods. */
  close(): Promise<void>;
}

const startsAtOnce = 4;

/** Runs a node's pods. Those that an earlier agent left are looked after at once, whether the cluster answers or not. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { node, cluster, runtime, dataDir, clock, log, capacity, hostIp = "127.0.0.1" } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const runtimeInfo = await runtime.info();
  const services = reflect(cluster, "Service", { clock, log });
  const disk = path.join(dataDir, "volumes");
  const { random, gateway } = options;
  const context: AgentContext = {
    node,
    cluster,
    runtime,
    runtimeInfo,
    clock,
    random,
    log,
    gateway,
    references: openReferences(cluster, clock),
    events: new EventRecorder({ cluster, clock, random, log, component: "kubelet", host: node }),
    records: new PodRecords(path.join(dataDir, "records")),
    containers: new ContainerCache(runtime),
    places: { disk, memory: memoryPlace(dataDir, disk) },
    fields: { hostIp, allocatable: capacity },
    starts: new Turnstile(startsAtOnce),
    services: () => services.list(),
    servicesSynced: services.synced,
    mayStart: () => pods.mayStart,
  };
  const pods: Pods = new Pods(context, dataDir);
  pods.start();
  const stopHosts = whenServicesChange(services, { clock, call: () => pods.refreshHosts() });
  const description = { node, capacity, labels: options.labels ?? {}, runtimeInfo, hostIp };
  const registration = keepRegistered({ description, cluster, clock, log });
  const heartbeat = beat({ node, cluster, clock, log, everyMs: options.heartbeatMs ?? 3_000 });
  const server = await serveAgent({ socketPath: options.serverSocket, token: options.token, pods, context });
  return {
    synced: pods.synced,
    async close() {
      await server.close();
      heartbeat.close();
      registration.close();
      stopHosts();
      services.close();
      pods.close();
      leavePlaces(context.places);
    },
  };
}

const gatherMs = 100;

function whenServicesChange(
  services: ReturnType<typeof reflect<"Service">>,
  { clock, call }: { readonly clock: Clock; readonly call: () => void },
): () => void {
  let isPlanned = false;
  return services.onChange(() => {
    if (isPlanned) return;
    isPlanned = true;
    clock.after(gatherMs, () => {
      isPlanned = false;
      call();
    });
  });
}

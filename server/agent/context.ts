import type { Cluster } from "@/server/cluster/cluster";
import type { Recorder } from "@/server/cluster/eventRecorder";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import type { Service } from "@/server/objects/types";
import type { ContainerCache } from "./containerCache";
import type { FieldContext } from "./hooks/fieldRef";
import type { VolumePlaces } from "./hooks/mounts/volumes";
import type { PodRecords } from "./pod/podRecords";
import type { References } from "./references";
import type { Runtime, RuntimeInfo } from "./runtime/runtime";
import type { Turnstile } from "./turnstile";

/** The gateway, as an agent needs it. */
export interface GatewayDoor {
  /** Takes a pod out of every route and service at once; rejects when the gateway is dead. */
  withdraw(pod: { readonly uid: string }): Promise<void>;
}

/** What all parts of one agent share. */
export interface AgentContext {
  readonly node: string;
  readonly cluster: Cluster;
  readonly runtime: Runtime;
  readonly runtimeInfo: RuntimeInfo;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly gateway: GatewayDoor;
  readonly references: References;
  readonly events: Recorder;
  readonly records: PodRecords;
  readonly containers: ContainerCache;
  readonly places: VolumePlaces;
  readonly fields: Omit<FieldContext, "podIp">;
  /** How many containers start at once. */
  readonly starts: Turnstile;
  services(): readonly Service[];
  /** Once all services are known: a container that started earlier would miss some in its environment. */
  readonly servicesSynced: Promise<void>;
  /** False until the cluster was heard: what it may have deleted meanwhile is not started again. */
  mayStart(): boolean;
}

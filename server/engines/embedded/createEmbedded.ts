import { createIdentify, type IdentifyOptions } from "@/server/access/identify";
import type { Policy } from "@/server/access/policyTypes";
import type { ServiceTokens } from "@/server/access/serviceTokens";
import type { AdmissionContext } from "@/server/admission/request";
import { Reservations } from "@/server/admission/reservations";
import type { Audit } from "@/server/cluster/audit";
import type { Cluster } from "@/server/cluster/cluster";
import { anonymous } from "@/server/cluster/subject";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import type { KindRegistry } from "@/server/objects/registry";
import type { Store } from "@/server/store/store";
import type { AgentDirectory } from "./agentClient";
import { EmbeddedCluster } from "./embeddedCluster";
import type { Engine } from "./engine";
import { Locks } from "./locks";
import { Pages } from "./pages";
import { type Sealer, SecretBox } from "./secrets";

export interface EmbeddedOptions {
  readonly name: string;
  readonly store: Store;
  /** For heartbeats and what else may be lost: a MemoryStore. */
  readonly memory: Store;
  readonly registry: KindRegistry;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly policy: Policy;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly agents: AgentDirectory;
  /** Signs the tokens of service accounts; without it, there are none. */
  readonly tokens?: ServiceTokens;
  /** Who bears a token that is no service account's: a person's program. */
  readonly others?: IdentifyOptions["others"];
  /** See `AdmissionContext`. */
  readonly accounts?: AdmissionContext["accounts"];
  /** Where services' virtual addresses come from, as a CIDR; Kubernetes' usual one unless told. */
  readonly serviceRange?: string;
}

/** The embedded engine, as nobody: `as(subject)` says who asks. */
export function createEmbedded(options: EmbeddedOptions): Cluster {
  const { store, memory, registry, clock, random, sealer, serviceRange, accounts } = options;
  const memoryResources = new Set(
    registry
      .all()
      .filter((kind) => kind.storage === "memory")
      .map((kind) => kind.plural),
  );
  const storeFor = (resource: string) => (memoryResources.has(resource.split(".")[0] ?? "") ? memory : store);
  const lookups = {
    get: (resource: string, { namespace = "", name }: { namespace?: string; name: string }) =>
      storeFor(resource).get({ resource, namespace, name }),
    list: async (resource: string, namespace?: string) =>
      (await storeFor(resource).list({ resource, ...(namespace && { namespace }) })).items,
  };
  const reservations = new Reservations(clock);
  const engine: Engine = {
    ...options,
    secrets: new SecretBox(sealer),
    identify: createIdentify({ ...options, look: lookups.get }),
    admission: {
      ...{ lookups, registry, clock, random, reservations },
      ...(accounts && { accounts }),
      ...(serviceRange && { serviceRange }),
    },
    locks: new Locks(),
    pages: new Pages(),
  };
  return new EmbeddedCluster(engine, anonymous);
}

import { createIdentify, type IdentifyOptions } from "@/server/access/identify";
import type { Policy } from "@/server/access/policyTypes";
import type { ServiceTokens } from "@/server/access/serviceTokens";
import type { AdmissionContext } from "@/server/admission/request";
import { Reservations } from "@/server/admission/reservations";
import { webhookCaller } from "@/server/admission/webhooks/client";
import type { Audit } from "@/server/cluster/audit";
import type { Cluster } from "@/server/cluster/cluster";
import { anonymous } from "@/server/cluster/subject";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import type { Outgoing } from "@/server/lib/outgoing";
import type { Random } from "@/server/lib/random";
import { groupResource } from "@/server/objects/kind";
import type { KindRegistry } from "@/server/objects/registry";
import type { Store } from "@/server/store/store";
import type { AgentDirectory } from "./agentClient";
import { webhookConversion } from "./conversion";
import { EmbeddedCluster } from "./embeddedCluster";
import type { Engine } from "./engine";
import { LiveKinds } from "./liveKinds";
import { Locks } from "./locks";
import { Pages } from "./pages";
import { type Sealer, SecretBox } from "./secrets";

export interface EmbeddedOptions {
  readonly name: string;
  readonly store: Store;
  /** For heartbeats and what else may be lost: a MemoryStore. */
  readonly memory: Store;
  /** The built-in kinds. */
  readonly registry: KindRegistry;
  /** With those that others brought; followed from now on unless somebody does already. */
  readonly kinds?: LiveKinds;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly policy: Policy;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly agents: AgentDirectory;
  /** For webhooks; without it none can be called. */
  readonly outgoing?: Outgoing;
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
  const { store, memory, registry, clock, random, log, sealer, serviceRange, outgoing, accounts } = options;
  const kinds = options.kinds ?? new LiveKinds({ store, builtIn: registry, clock, log });
  const memoryResources = new Set(
    registry
      .all()
      .filter((kind) => kind.storage === "memory")
      .map(groupResource),
  );
  const storeFor = (resource: string) => (memoryResources.has(resource) ? memory : store);
  const lookups = {
    get: (resource: string, { namespace = "", name }: { namespace?: string; name: string }) =>
      storeFor(resource).get({ resource, namespace, name }),
    list: async (resource: string, namespace?: string) =>
      (await storeFor(resource).list({ resource, ...(namespace && { namespace }) })).items,
  };
  const callWebhook = outgoing && webhookCaller(outgoing, lookups);
  if (callWebhook) kinds.convert = webhookConversion(callWebhook, random);
  const reservations = new Reservations(clock);
  const engine: Engine = {
    ...options,
    kinds,
    get registry() {
      return kinds.registry;
    },
    secrets: new SecretBox(sealer),
    identify: createIdentify({ ...options, look: lookups.get }),
    admission: {
      ...(callWebhook && { callWebhook }),
      may: async (subject, act) => (await options.policy.authorise(subject, act)).isAllowed,
      lookups,
      clock,
      random,
      reservations,
      ...(serviceRange && { serviceRange }),
      ...(accounts && { accounts }),
      get registry() {
        return kinds.registry;
      },
    },
    locks: new Locks(),
    pages: new Pages(),
  };
  return new EmbeddedCluster(engine, anonymous);
}

import type { Policy } from "@/server/access/policyTypes";
import { ServiceTokens } from "@/server/access/serviceTokens";
import type { Cluster } from "@/server/cluster/cluster";
import { createEmbedded } from "@/server/engines/embedded/createEmbedded";
import { type Clock, systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import type { Outgoing } from "@/server/lib/outgoing";
import { systemRandom } from "@/server/lib/random";
import { KindRegistry } from "@/server/objects/registry";
import { MemoryStore } from "@/server/store/memoryStore";
import type { Store } from "@/server/store/store";
import { newSigningKey } from "./signingKey";

const key = newSigningKey();

export const allowAll: Policy = {
  authorise: async () => ({ isAllowed: true }),
  authorisePath: async () => ({ isAllowed: true }),
  rulesOf: async () => [],
};

/** An embedded engine in memory for tests: everyone may do everything, nothing is sealed, no agents. Seen by nobody yet: `as`. */
export function memoryCluster(
  options: { readonly clock?: Clock; readonly store?: Store; readonly outgoing?: Outgoing } = {},
): Cluster {
  const { clock = systemClock } = options;
  return createEmbedded({
    name: "test",
    store: options.store ?? new MemoryStore({ clock }),
    memory: new MemoryStore({ clock }),
    registry: new KindRegistry(),
    clock,
    random: systemRandom,
    log: silentLog,
    policy: allowAll,
    audit: { write() {} },
    sealer: { seal: (secret) => secret, unseal: (secret) => secret },
    tokens: new ServiceTokens({ key, clock, random: systemRandom }),
    agents: { of: () => undefined },
    ...(options.outgoing && { outgoing: options.outgoing }),
  });
}

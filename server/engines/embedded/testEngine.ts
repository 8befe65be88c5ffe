import { followGrants } from "@/server/access/followGrants";
import { Grants } from "@/server/access/grants";
import { createPolicy } from "@/server/access/policy";
import type { Policy } from "@/server/access/policyTypes";
import { ServiceTokens } from "@/server/access/serviceTokens";
import { createSealer, parseKey } from "@/server/admission/seal";
import type { AuditEntry } from "@/server/cluster/audit";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { type Clock, systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { builtInRbac } from "@/server/objects/rbac/builtInRoles";
import { KindRegistry } from "@/server/objects/registry";
import { MemoryStore } from "@/server/store/memoryStore";
import type { Store } from "@/server/store/store";
import { newSigningKey } from "@/server/testing/signingKey";
import type { AgentClient } from "./agentClient";
import { createEmbedded } from "./createEmbedded";
import { nodeLookups } from "./nodeLookups";

const testKey = newSigningKey();

export interface TestEngine {
  /** As nobody: `as(subject)`. */
  readonly cluster: Cluster;
  readonly store: Store;
  readonly policy: Policy;
  readonly entries: AuditEntry[];
  readonly agents: Map<string, AgentClient>;
  /** Stops following roles and bindings. */
  close(): void;
}

/** The engine as it runs for people, for tests: with the real policy, sealing, and an audit that is kept in a list. */
export function testEngine(options: { readonly clock?: Clock; readonly store?: Store } = {}): TestEngine {
  const { clock = systemClock } = options;
  const store = options.store ?? new MemoryStore({ clock });
  const entries: AuditEntry[] = [];
  const agents = new Map<string, AgentClient>();
  const grants = new Grants();
  for (const object of builtInRbac) grants.put(object);
  const policy = createPolicy({ grants, nodes: nodeLookups(store) });
  const cluster = createEmbedded({
    name: "test",
    store,
    memory: new MemoryStore({ clock }),
    registry: new KindRegistry(),
    clock,
    random: systemRandom,
    log: silentLog,
    policy,
    audit: { write: (entry) => void entries.push(entry) },
    sealer: createSealer([parseKey("a passphrase for tests only")]),
    tokens: new ServiceTokens({ key: testKey, clock, random: systemRandom }),
    agents: { of: (node) => agents.get(node) },
  });
  const followed = followGrants(grants, cluster.as(systemSubject("policy")), { clock, log: silentLog });
  return { cluster, store, policy, entries, agents, close: () => followed.close() };
}

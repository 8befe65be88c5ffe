import path from "node:path";
import type { Settings } from "@/scripts/settings.mjs";
import type { AuditLog } from "@/server/access/audit";
import { type FollowedGrants, followGrants } from "@/server/access/followGrants";
import { Grants } from "@/server/access/grants";
import { looksLikeJwt } from "@/server/access/jwt";
import { createPolicy } from "@/server/access/policy";
import type { Policy } from "@/server/access/policyTypes";
import { type Look, ServiceTokens } from "@/server/access/serviceTokens";
import type { Sealer } from "@/server/admission/seal";
import type { Cluster } from "@/server/cluster/cluster";
import { type Subject, systemSubject } from "@/server/cluster/subject";
import { agentOverHttp } from "@/server/engines/embedded/agentOverHttp";
import { createEmbedded } from "@/server/engines/embedded/createEmbedded";
import { LiveKinds } from "@/server/engines/embedded/liveKinds";
import { nodeLookups } from "@/server/engines/embedded/nodeLookups";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import { createOutgoing } from "@/server/lib/outgoing";
import type { Random } from "@/server/lib/random";
import { KindRegistry } from "@/server/objects/registry";
import { MemoryStore } from "@/server/store/memoryStore";
import { openPostgresStore } from "@/server/store/postgresStore";
import type { Store } from "@/server/store/store";
import { ensureToken, type Folders } from "@/server/supervisor/folders";
import { serviceAccountKey } from "./keys";

export interface Tools {
  readonly settings: Settings;
  readonly folders: Folders;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface Engine {
  readonly store: Store;
  readonly policy: Policy;
  /** Issues the tokens by which pods speak as their service accounts. */
  readonly issuer: ServiceTokens;
  /** Whose such token is; undefined for nobody's. */
  accountOf(token: string): Promise<Subject | undefined>;
  /** As handed out by the engine: nobody's. */
  readonly cluster: Cluster;
  /** As the platform itself sees it. */
  readonly platform: Cluster;
}

/** A new namespace's `default` account comes within milliseconds; a pod that is created at once waits for it. */
const accountWaitMs = 2_000;

/** Services have addresses of the loopback range for processes (nothing needs to be set up), of their own for Docker. */
export function serviceRangeOf(runtime: Settings["runtime"]): string {
  return runtime === "docker" ? "10.96.0.0/16" : "127.96.0.0/16";
}

/** Opens the store and puts the embedded engine on it. */
export async function openEngine(tools: Tools, parts: { audit: AuditLog; sealer: Sealer }): Promise<Engine> {
  const { settings, folders, clock, random, log } = tools;
  const markFile = path.join(folders.data, "store.mark");
  const store = await openPostgresStore({
    url: settings.databaseUrl,
    clock,
    random,
    log,
    markFile,
    connectWithinMs: 60_000,
  });
  const grants = new Grants();
  let followed: FollowedGrants | undefined;
  const policy = createPolicy({ grants, ready: () => followed?.synced, nodes: nodeLookups(store) });
  const token = ensureToken(folders, "control");
  const issuer = new ServiceTokens({ key: serviceAccountKey(folders), clock, random });
  const registry = new KindRegistry();
  const kinds = new LiveKinds({ store, builtIn: registry, clock, log });
  // Before the first request: a custom kind that is stored is there.
  await kinds.ready;
  const cluster = createEmbedded({
    name: "local",
    store,
    memory: new MemoryStore({ clock, ringCapacity: 200 }),
    registry,
    kinds,
    clock,
    random,
    log,
    policy,
    tokens: issuer,
    accounts: { waitMs: accountWaitMs },
    ...parts,
    outgoing: createOutgoing(),
    agents: { of: (node) => agentOverHttp({ socketPath: folders.socket(`agent-${node}`), token }) },
    serviceRange: serviceRangeOf(settings.runtime),
  });
  followed = followGrants(grants, cluster.as(systemSubject("policy")), { clock, log });
  const look: Look = (resource, { namespace = "", name }) => store.get({ resource, namespace, name });
  return {
    store,
    policy,
    cluster,
    issuer,
    platform: cluster.as(systemSubject("platform")),
    accountOf: async (given) => {
      const found = looksLikeJwt(given) ? await issuer.verify(given, [issuer.issuer], look) : "";
      return typeof found === "string" ? undefined : found.subject;
    },
  };
}

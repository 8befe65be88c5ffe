import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTRPCClient, httpLink } from "@trpc/client";
import superjson from "superjson";
import { type AuditLog, createAudit } from "@/server/access/audit";
import { Grants } from "@/server/access/grants";
import { type Access, openAccess } from "@/server/access/openAccess";
import { createPolicy } from "@/server/access/policy";
import { createSealer, newKeyText, parseKey } from "@/server/admission/seal";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { openPrisma, type PrismaClient } from "@/server/database/prisma";
import { createEmbedded } from "@/server/engines/embedded/createEmbedded";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { builtInRbac } from "@/server/objects/rbac/builtInRoles";
import { builtInKinds, KindRegistry } from "@/server/objects/registry";
import { MemoryStore } from "@/server/store/memoryStore";
import { freshDatabase } from "@/server/testing/postgres";
import { type ConsoleServerOptions, createConsoleServer } from "../http";
import type { AppRouter } from "../root";
import type { Services } from "../services";

export const admin = { name: "Ada", email: "ada@example.com", password: "a long enough one", role: "admin" as const };
export const viewer = { name: "Vic", email: "vic@example.com", password: "another long one", role: "viewer" as const };
export const deployer = {
  name: "Dee",
  email: "dee@example.com",
  password: "a third long one",
  role: "deployer" as const,
};

/** The console's doors on a real port, over the embedded engine in memory and a real database for people. */
export interface TestConsole {
  readonly url: string;
  readonly server: ReturnType<typeof createServer>;
  readonly services: Services;
  readonly access: Access;
  readonly audit: AuditLog;
  readonly prisma: PrismaClient;
  /** As the platform sees it. */
  readonly platform: Cluster;
  /** Signs in over HTTP, and answers the cookie. */
  signIn(who: { readonly email: string; readonly password: string }): Promise<string>;
  client(cookie?: string): ReturnType<typeof createTRPCClient<AppRouter>>;
  close(): Promise<void>;
}

export async function openTestConsole(options: Partial<ConsoleServerOptions> = {}): Promise<TestConsole> {
  const database = await freshDatabase();
  const prisma = openPrisma(database.url);
  const base = { clock: systemClock, random: systemRandom, log: silentLog };
  const origins = { trusted: [] };
  const access = openAccess({ ...base, prisma, secret: "s".repeat(40), publicUrl: "http://127.0.0.1", origins });
  const audit = createAudit({ ...base, prisma });
  const { cluster, policy } = engine(audit);
  const platform = cluster.as(systemSubject("console"));
  const { handler, ...people } = access;
  const examplesFolder = "examples";
  const services: Services = { ...base, ...people, cluster, policy, audit, examplesFolder };
  const listener = createConsoleServer({
    services,
    auth: handler,
    origins,
    pages: (_request, response) => void response.end("a page"),
    health: () => ({ isReady: true, parts: { store: { isReady: true } } }),
    ...options,
  });
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const namespace of ["default", "shop"])
    await platform.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  return {
    url,
    server,
    services,
    access,
    audit,
    prisma,
    platform,
    signIn: (who) => signIn(url, who),
    client: (cookie) => clientOf(url, cookie),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await audit.close();
      await prisma.$disconnect();
      await database.drop();
    },
  };
}

function engine(audit: AuditLog) {
  const base = { clock: systemClock, random: systemRandom, log: silentLog };
  const grants = new Grants();
  for (const object of builtInRbac) grants.put(object);
  const policy = createPolicy({ grants, nodes: { pods: async () => [] } as never });
  const cluster = createEmbedded({
    ...base,
    name: "local",
    store: new MemoryStore(base),
    memory: new MemoryStore(base),
    registry: new KindRegistry(builtInKinds),
    policy,
    audit,
    sealer: createSealer([parseKey(newKeyText())]),
    agents: { of: () => undefined },
  });
  return { cluster, policy };
}

async function signIn(url: string, who: { email: string; password: string }): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email: who.email, password: who.password }),
  });
  if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

function clientOf(url: string, cookie?: string) {
  const headers = { origin: url, ...(cookie && { cookie }) };
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, transformer: superjson, headers })],
  });
}

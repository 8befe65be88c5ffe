import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { readSettings } from "@/scripts/settings.mjs";
import { createAudit } from "@/server/access/audit";
import { type Access, openAccess } from "@/server/access/openAccess";
import { createConsoleServer } from "@/server/api/http";
import type { Services } from "@/server/api/services";
import { systemSubject } from "@/server/cluster/subject";
import { offerApi } from "@/server/controllers/bootstrap/apiService";
import { bootstrap } from "@/server/controllers/bootstrap/bootstrap";
import { startControllers } from "@/server/controllers/start";
import { migrate } from "@/server/database/migrate";
import { openPrisma, type PrismaClient } from "@/server/database/prisma";
import { delay, systemClock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import { outputLog, surviveLostOutput } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { attachLive } from "@/server/live/attach";
import { prismaArchive } from "@/server/monitoring/prismaArchive";
import { startSampler } from "@/server/monitoring/sampler";
import { TrafficSampler } from "@/server/monitoring/traffic";
import { UsageStore } from "@/server/monitoring/usageStore";
import { startScheduler } from "@/server/scheduler/scheduler";
import { foldersOf } from "@/server/supervisor/folders";
import type { UsageSource } from "@/server/views/usage";
import { type ApiPort, apiPlaceOf, openApiPort } from "./control/apiPort";
import { createApi, openApiSocket } from "./control/apiSocket";
import { type Engine, openEngine, type Tools } from "./control/engine";
import { fenceBySupervisor } from "./control/fence";
import { gatewayStats } from "./control/gatewayStats";
import { createHealth } from "./control/health";
import { openSealer, rootCertificate, sessionSecret } from "./control/keys";
import { pagesProxy } from "./control/pagesProxy";
import { openVolumeFolders } from "./control/volumeFolders";

const origins = { trusted: [] };

/** The control plane: store, engine, controllers and scheduler, and the doors in front of them. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  surviveLostOutput(process);
  const log = outputLog(systemClock.now);
  const tools: Tools = { settings, folders: foldersOf(settings), clock: systemClock, random: systemRandom, log };
  await untilMigrated(tools);
  const prisma = openPrisma(settings.databaseUrl);
  const sealer = await openSealer(tools.folders, settings.secretKey, prisma);
  const audit = createAudit({ prisma, ...tools });
  const engine = await openEngine(tools, { audit, sealer });
  await bootstrap(engine.platform, { gatewayPort: settings.gatewayPort });
  const access = openPeople(tools, prisma);
  const api = createApi(tools, { ...engine, ...access });
  await openApiSocket(tools, api);
  const apiDoor = await openApiPort(tools, api);
  await offerApi(engine.platform, apiPlaceOf(tools));
  const traffic = new TrafficSampler({ ...tools, read: gatewayStats(tools) });
  const running = startEngine(tools, engine, traffic);
  const usage = openUsage(tools, engine, prisma);
  const services: Services = {
    ...tools,
    ...engine,
    ...access,
    apiDoor,
    audit,
    usage: usage.source,
    traffic,
    gatewayUrl: `http://${settings.host}:${settings.gatewayPort}`,
    examplesFolder: path.join(process.env.PILOTHOUSE_ROOT ?? process.cwd(), "examples"),
  };
  await makeFirstAdministrator(tools, access);
  const server = await openConsole(tools, { engine, access, services, apiDoor });
  endWell(async () => {
    server.close();
    apiDoor.close();
    running.scheduler.close();
    usage.close();
    traffic.close();
    await running.controllers.close();
    await audit.close();
    await engine.store.close();
  });
  log.info({ revision: engine.store.status().revision }, "the control plane is up");
}

/** The database may be starting still; what it refuses for good ends the start with its reason. */
async function untilMigrated({ settings, clock, log }: Tools): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const done = await migrate(
        settings.databaseUrl,
        path.join(process.env.PILOTHOUSE_ROOT ?? process.cwd(), "prisma/migrations"),
      );
      if (done.length > 0) log.info({ migrations: done }, "the database has a new shape");
      return;
    } catch (error) {
      log.warn({ error: messageOf(error), attempt }, "the database cannot be used yet");
      if (attempt >= 100) throw error;
      await delay(clock, Math.min(50 * attempt, 1000));
    }
  }
}

function openPeople(tools: Tools, prisma: PrismaClient): Access {
  const { settings, folders } = tools;
  const publicUrl = `http://${settings.host}:${settings.port}`;
  return openAccess({ ...tools, prisma, origins, publicUrl, secret: sessionSecret(folders) });
}

function startEngine(tools: Tools, { platform, store }: Engine, traffic: TrafficSampler) {
  const controllers = startControllers({
    ...tools,
    cluster: platform,
    options: {
      isWritable: () => store.status().isWritable,
      fence: fenceBySupervisor(tools),
      rootCa: () => rootCertificate(tools.folders),
      volumeFolders: openVolumeFolders(tools.folders.volumes),
      requestRates: (namespace, service) => traffic.requestsPerSecond(namespace, service),
      nodeGraceMs: tools.settings.nodeGraceSeconds * 1000,
    },
  });
  return { controllers, scheduler: startScheduler({ ...tools, cluster: platform }) };
}

/** Samples what pods and nodes use, for charts and for whoever asks how much is used now. */
function openUsage({ clock, log }: Tools, { cluster }: Engine, prisma: PrismaClient) {
  const store = new UsageStore();
  const close = startSampler({
    clock,
    log,
    store,
    cluster: cluster.as(systemSubject("monitoring")),
    archive: prismaArchive(prisma),
  });
  const source: UsageSource = { latest: () => store.latest(), series: (query) => store.query(query) };
  return { source, close };
}

/** By settings, or by a link that is told once: in a file that only this user can read, for the supervisor to print. */
async function makeFirstAdministrator({ settings, folders, log }: Tools, { setup }: Access): Promise<void> {
  const file = path.join(folders.secrets, "setup-link");
  fs.rmSync(file, { force: true });
  if (settings.adminEmail) {
    const outcome = await setup.createUnattended({ email: settings.adminEmail, password: settings.adminPassword });
    if (outcome === "created") log.info({ email: settings.adminEmail }, "the first administrator was made");
    return;
  }
  const token = await setup.createToken();
  if (token) fs.writeFileSync(file, `http://${settings.host}:${settings.port}/setup?token=${token}\n`, { mode: 0o600 });
}

interface Console {
  readonly engine: Engine;
  readonly access: Access;
  readonly services: Services;
  readonly apiDoor: ApiPort;
}

async function openConsole(tools: Tools, { engine, access, services, apiDoor }: Console): Promise<http.Server> {
  const { settings, folders, clock } = tools;
  const listener = createConsoleServer({
    services,
    pages: pagesProxy(folders.socket("pages"), clock),
    auth: access.handler,
    origins,
    health: createHealth(tools, { ...engine, apiDoor }),
  });
  const server = http.createServer(listener);
  attachLive({ ...tools, ...engine, server, origins, sessions: access.sessions, context: services });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(settings.port, settings.host, resolve);
  });
  return server;
}

function endWell(close: () => Promise<void>): void {
  const end = () => {
    // What hangs must not hold up the next control plane: every write that was acknowledged is on disk already.
    systemClock.after(3000, () => process.exit(0));
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
}

main().catch((error) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});

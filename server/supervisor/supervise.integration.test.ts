import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { readSettings } from "@/scripts/settings.mjs";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { signalIfSame } from "@/server/lib/processIdentity";
import { foldersOf, makeFolders } from "./folders";
import { Records } from "./records";
import { type Database, Supervisor } from "./supervise";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const noDatabase = async (): Promise<Database> => {
  throw new Error("no database is started in this test");
};

function aSupervisor(environment: Record<string, string>, { root = process.cwd(), startDatabase = noDatabase } = {}) {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "sup-"));
  cleanups.push(() => fs.rmSync(dataDir, { recursive: true, force: true }));
  const settings = readSettings({ ...environment, PILOTHOUSE_DATA: dataDir });
  const folders = foldersOf(settings);
  makeFolders(folders);
  let databases = 0;
  const records = new Records(path.join(folders.run, "processes"));
  const supervisor = new Supervisor({
    root,
    settings,
    folders,
    clock: systemClock,
    log: silentLog,
    startDatabase: () => {
      databases++;
      return startDatabase();
    },
    stopDatabase: async () => {},
    say() {},
    onStopped() {},
  });
  return { supervisor, records, databases: () => databases };
}

/** A folder with the programs of the platform, of which each only lives, and a pod's end is confirmed at once. */
function aRoot(): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "sup-root-"));
  cleanups.push(() => fs.rmSync(root, { recursive: true, force: true }));
  fs.mkdirSync(path.join(root, "dist"));
  const program =
    "if (process.argv.some((word) => word.startsWith('--end-pods'))) process.exit(0);\nsetInterval(() => {}, 1000);\n";
  for (const name of ["control", "gateway", "agent", "pages"])
    fs.writeFileSync(path.join(root, "dist", `${name}.mjs`), program);
  return root;
}

async function aFreePort(): Promise<string> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

async function aTakenPort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  cleanups.push(() => server.close());
  return (server.address() as net.AddressInfo).port;
}

it("names a port that is taken and the setting to change, before anything is started", async () => {
  const port = await aTakenPort();
  const { supervisor, databases } = aSupervisor({ PILOTHOUSE_PORT: String(port) });
  await expect(supervisor.start()).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken by another program. Set PILOTHOUSE_PORT to another port. Nothing was started.`,
  );
  expect(databases()).toBe(0);
});

it("says so when the address is none of this machine's", async () => {
  const { supervisor } = aSupervisor({ PILOTHOUSE_HOST: "192.0.2.1", PILOTHOUSE_PORT: "3990" });
  await expect(supervisor.start()).rejects.toThrow(/192\.0\.2\.1 is no address of this machine \(PILOTHOUSE_HOST\)/);
});

it("leaves nothing running when everything is stopped while it is still being started", async () => {
  const ports = { PILOTHOUSE_PORT: await aFreePort(), PILOTHOUSE_API_PORT: await aFreePort() };
  let isStopped = false;
  let start = () => {};
  const database: Database = {
    url: "",
    stop: async () => {
      isStopped = true;
    },
    release() {},
  };
  const coming = new Promise<Database>((resolve) => {
    start = () => resolve(database);
  });
  const environment = { ...ports, PILOTHOUSE_GATEWAY_PORT: await aFreePort(), PILOTHOUSE_NODES: "1" };
  const { supervisor, records, databases } = aSupervisor(environment, { root: aRoot(), startDatabase: () => coming });
  const started = supervisor.start();
  await expect.poll(databases).toBe(1);
  const stopped = supervisor.stop();
  start();
  await stopped;
  cleanups.push(() => supervisor.release());
  const left = () => records.names().flatMap((name) => records.read(name)?.identity ?? []);
  cleanups.unshift(() => {
    for (const identity of left()) signalIfSame(identity, "SIGKILL");
  });
  const isStarted = await started;
  expect(left()).toEqual([]);
  expect(isStarted).toBe(false);
  expect(isStopped).toBe(true);
});

import fs from "node:fs";
import path from "node:path";
import type { Settings } from "@/scripts/settings.mjs";
import { startPostgres, stopPostgres } from "@/server/database/postgres";
import { systemClock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import { jsonLog, surviveLostOutput } from "@/server/lib/log";
import { chooseRuntime } from "@/server/supervisor/chooseRuntime";
import { type Folders, foldersOf, makeFolders } from "@/server/supervisor/folders";
import { takeLock } from "@/server/supervisor/lock";
import { reportStart } from "@/server/supervisor/report";
import { type Database, Supervisor } from "@/server/supervisor/supervise";

interface Given {
  readonly root: string;
  readonly settings: Settings;
}

const say = (text: string) => void process.stdout.write(text);

/** What `npm start` runs once everything is built: starts or adopts all processes, and stays to look after them. */
export async function supervise(given: Given): Promise<void> {
  surviveLostOutput(process);
  const folders = foldersOf(given.settings);
  let unlock: (() => void) | undefined;
  try {
    makeFolders(folders);
    unlock = takeLock(path.join(folders.data, "lock"));
    if (!unlock) throw new Error(`Another Pilothouse is starting on ${folders.data}. Nothing was started.`);
    const runtime = await chooseRuntime(given.settings.runtime, process.env);
    const end = () => leave(folders, unlock);
    const supervisor = makeSupervisor({ ...given, settings: { ...given.settings, runtime } }, folders, end);
    listenToSignals(supervisor, end);
    const isStarted = await supervisor.start();
    if (isStarted) await reportStart({ ...given, folders, clock: systemClock, say });
  } catch (error) {
    unlock?.();
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  }
}

/** What `npm run down` does where no supervisor lives. */
export async function stopAll(given: Given & { say: (text: string) => void }): Promise<void> {
  const folders = foldersOf(given.settings);
  makeFolders(folders);
  const runtime = await chooseRuntime(given.settings.runtime, process.env);
  await makeSupervisor({ ...given, settings: { ...given.settings, runtime } }, folders).stop(given.say);
}

function makeSupervisor({ root, settings }: Given, folders: Folders, onStopped = () => {}): Supervisor {
  const log = jsonLog((line) => fs.appendFileSync(path.join(folders.logs, "supervisor.log"), line), systemClock.now);
  const startDatabase = async (): Promise<Database> => {
    if (settings.databaseUrl) return { url: settings.databaseUrl, stop: async () => {}, release: () => {} };
    return startPostgres({ dataDir: settings.dataDir, log });
  };
  const stopDatabase = async () => settings.databaseUrl || stopPostgres({ dataDir: settings.dataDir });
  return new Supervisor({
    root,
    settings,
    folders,
    clock: systemClock,
    log,
    say,
    startDatabase,
    stopDatabase,
    onStopped,
  });
}

function listenToSignals(supervisor: Supervisor, end: () => void): void {
  let asked = 0;
  process.on("SIGINT", () => {
    if (++asked > 1) return;
    say("\nStopping everything, pods too.\n");
    supervisor.stop().then(end, (error) => {
      process.stderr.write(`${messageOf(error)}\nTry: npm run down\n`);
      process.exit(1);
    });
  });
  for (const signal of ["SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      supervisor.release();
      end();
    });
}

function leave(folders: Folders, unlock: () => void = () => {}): void {
  fs.rmSync(folders.socket("supervisor"), { force: true });
  unlock();
  process.exit(0);
}

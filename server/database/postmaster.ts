import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { type Clock, delay } from "@/server/lib/clock";
import { bootId, identityOf, isAlive, type ProcessIdentity, signalIfSame } from "@/server/lib/processIdentity";
import type { Binaries } from "./binaries";
import { type Home, readText, writeWhole } from "./home";
import { postgresEnvironment } from "./initialise";
import type { User } from "./runAs";
import { type PostgresSettings, settingArguments } from "./settings";

/** What a postmaster writes about itself: https://www.postgresql.org/docs/18/storage-file-layout.html */
interface PidFile {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

export interface Launch {
  readonly home: Home;
  readonly binaries: Binaries;
  readonly user: User | undefined;
  readonly port: number;
  readonly logFile: string;
  readonly settings?: PostgresSettings;
  /** For tests: it ends with us, where the machine can do that. */
  readonly endsWithParent?: boolean;
}

export interface Postmaster {
  readonly identity: ProcessIdentity;
  readonly port: number;
}

const pollMs = 10;

/** The postmaster of this home, if one runs: ours by its record, or one whose record was never written. */
export function findPostmaster(home: Home): Postmaster | undefined {
  const file = readPidFile(home);
  if (!file) return undefined;
  const record = readRecord(home);
  const now = identityOf(file.pid);
  if (!now) return undefined;
  const isOurs = record && record.pid === file.pid ? isAlive(record) : isPostmasterOf(home, file.pid);
  return isOurs ? { identity: now, port: file.port } : undefined;
}

/** Starts one in a session of its own and records who it is. Resolves when it takes connections. */
export async function launch(given: Launch, clock: Clock): Promise<Postmaster> {
  removeForeignPidFile(given.home);
  const args = ["-D", given.home.data, "-p", String(given.port), ...settingArguments(given.settings)];
  const output = fs.openSync(given.logFile, "a", 0o600);
  const logStart = fs.fstatSync(output).size;
  let exited: string | undefined;
  try {
    const stdio: ["ignore", number, number] = ["ignore", output, output];
    const options = { env: postgresEnvironment, cwd: "/", detached: !given.endsWithParent, stdio };
    const [command, ...prefix] = given.endsWithParent ? endingWithParent(given.user) : [];
    const child = command
      ? spawn(command, [...prefix, given.binaries.postgres, ...args], options)
      : spawn(given.binaries.postgres, args, { ...options, ...given.user });
    child.once("error", (error) => {
      exited = error.message;
    });
    child.once("exit", (code, signal) => {
      exited = `it ended with ${signal ?? code}`;
    });
    child.unref();
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    if (identity) writeWhole(given.home.processFile, JSON.stringify(identity));
  } finally {
    fs.closeSync(output);
  }
  for (const deadlineMs = clock.monotonicMs() + 60_000; ; await delay(clock, pollMs)) {
    const found = exited === undefined && readPidFile(given.home)?.isReady ? findPostmaster(given.home) : undefined;
    if (found) return found;
    if (exited !== undefined) throw new Error(`Postgres did not start: ${exited}. ${tail(given.logFile, logStart)}`);
    if (clock.monotonicMs() > deadlineMs) throw new Error("Postgres did not become ready within 60 seconds.");
  }
}

/** Resolves when a postmaster that is still starting takes connections, or is gone. */
export async function untilReady(home: Home, { identity }: Postmaster, clock: Clock): Promise<boolean> {
  const deadlineMs = clock.monotonicMs() + 60_000;
  while (isAlive(identity) && clock.monotonicMs() < deadlineMs) {
    if (readPidFile(home)?.isReady) return true;
    await delay(clock, pollMs);
  }
  return false;
}

/** Ends it: connections are closed and all is on disk (fast); harder when that takes too long. */
export async function endPostmaster({ identity }: Postmaster, clock: Clock): Promise<void> {
  for (const [signal, waitMs] of [
    ["SIGINT", 15_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    signalIfSame(identity, signal);
    const deadlineMs = clock.monotonicMs() + waitMs;
    while (isAlive(identity) && clock.monotonicMs() < deadlineMs) await delay(clock, pollMs);
    if (!isAlive(identity)) return;
  }
  throw new Error(`Postgres (PID ${identity.pid}) does not end.`);
}

function readPidFile(home: Home): PidFile | undefined {
  const lines = readText(path.join(home.data, "postmaster.pid"))?.split("\n");
  const pid = Number(lines?.[0]);
  if (!lines || !(pid > 0)) return undefined;
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === "ready" };
}

function readRecord(home: Home): ProcessIdentity | undefined {
  try {
    return JSON.parse(readText(home.processFile) ?? "");
  } catch {
    return undefined;
  }
}

/**
 * Postgres takes its own stale file away unless the PID in it lives again as somebody else, which it cannot tell from
 * itself. After another boot, no process of then can live.
 */
function removeForeignPidFile(home: Home): void {
  const file = readPidFile(home);
  if (!file || findPostmaster(home)) return;
  const isOfAnotherBoot = readRecord(home)?.bootId !== bootId();
  if (isOfAnotherBoot || identityOf(file.pid)) fs.rmSync(path.join(home.data, "postmaster.pid"), { force: true });
}

function isPostmasterOf(home: Home, pid: number): boolean {
  const command = commandOf(pid);
  return command.includes("postgres") && command.includes(home.data);
}

function commandOf(pid: number): string {
  if (process.platform === "linux") return (readText(`/proc/${pid}/cmdline`) ?? "").replaceAll("\0", " ");
  try {
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

function endingWithParent(user: User | undefined): string[] {
  if (!fs.existsSync("/usr/bin/setpriv")) return [];
  const as = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"] : [];
  return ["/usr/bin/setpriv", "--pdeathsig=INT", ...as];
}

function tail(file: string, from: number): string {
  return (fs.readFileSync(file).subarray(from).toString("utf8").trim() || "It said nothing.").slice(-2_000);
}

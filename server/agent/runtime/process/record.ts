import { existsSync, readdirSync, readlinkSync, statSync } from "node:fs";
import path from "node:path";
import { identityOf, isAlive, type ProcessIdentity } from "@/server/lib/processIdentity";
import type { Exit, PodIdentity } from "../runtime";
import { type Cgroup, wasOutOfMemory } from "./cgroups";
import { readJson, readText, replaceFile } from "./files";
import { containerDir, files, type Layout, podsDir } from "./layout";
import type { Machine } from "./machine";
import type { StdinRecord } from "./stdin";

/** What must be known to find a container again. Never its environment or arguments: they may hold secrets. */
export interface ContainerRecord {
  readonly id: string;
  readonly pod: PodIdentity;
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  /** The isolation that it was started with, which may differ from what the machine allows today. */
  readonly machine: Machine;
  readonly cgroup?: Cgroup;
  readonly stdin?: StdinRecord;
  readonly hasTerminal?: boolean;
  /** The process outside that holds it all: the shim, or the `unshare` around it. */
  readonly holder?: ProcessIdentity;
}

export type Life =
  | { readonly state: "created" }
  | { readonly state: "running"; readonly startedAtMs: number }
  | { readonly state: "exited"; readonly startedAtMs?: number; readonly finishedAtMs: number; readonly exit: Exit }
  /** Its shim died without a word: of what, nobody knows. */
  | { readonly state: "lost"; readonly startedAtMs?: number; readonly finishedAtMs: number };

export function saveRecord(layout: Layout, record: ContainerRecord): void {
  replaceFile(path.join(containerDir(layout, record.id), files.record), JSON.stringify(record));
}

/** Every container that was ever begun here and not removed. */
export function loadRecords(layout: Layout): ContainerRecord[] {
  return list(podsDir(layout)).flatMap((uid) =>
    list(path.join(podsDir(layout), uid)).flatMap((name) => {
      const dir = path.join(podsDir(layout), uid, name);
      const record = readJson(path.join(dir, files.record));
      return isRecord(record) ? [withHolder(record, dir)] : [];
    }),
  );
}

/** What has become of it. A shim that is gone without having written an exit code is given one look more. */
export function lifeOf(layout: Layout, record: ContainerRecord, nowMs: number): Life {
  const dir = containerDir(layout, record.id);
  const ended = exitOf(dir, record);
  if (ended) return ended;
  const startedAtMs = timeOf(path.join(dir, files.started));
  if (record.holder && isAlive(record.holder))
    return startedAtMs === undefined ? { state: "created" } : { state: "running", startedAtMs };
  const written = exitOf(dir, record);
  if (written) return written;
  replaceFile(path.join(dir, files.exit), "lost");
  return { state: "lost", finishedAtMs: nowMs, ...(startedAtMs === undefined ? {} : { startedAtMs }) };
}

function exitOf(dir: string, record: ContainerRecord): Life | undefined {
  const text = readText(path.join(dir, files.exit))?.trim();
  const finishedAtMs = timeOf(path.join(dir, files.exit));
  if (text === undefined || finishedAtMs === undefined) return undefined;
  const startedAtMs = timeOf(path.join(dir, files.started));
  const started = startedAtMs === undefined ? {} : { startedAtMs };
  if (text === "lost") return { state: "lost", finishedAtMs, ...started };
  const code = Number(text);
  const exit = {
    code,
    wasOutOfMemory: code !== 0 && (wasOutOfMemory(record.cgroup) || existsSync(path.join(dir, files.outOfMemory))),
  };
  return { state: "exited", finishedAtMs, exit: code > 128 ? { ...exit, signal: code - 128 } : exit, ...started };
}

/** An agent that died between launching and recording left the PID in a file; its working directory proves it. */
function withHolder(record: ContainerRecord, dir: string): ContainerRecord {
  if (record.holder) return record;
  const holder = identityOf(Number(readText(path.join(dir, "pid"))));
  if (!holder) return record;
  try {
    return readlinkSync(`/proc/${holder.pid}/cwd`) === dir ? { ...record, holder } : record;
  } catch {
    return record;
  }
}

function isRecord(value: unknown): value is ContainerRecord {
  return typeof value === "object" && value !== null && "id" in value && "pod" in value && "attempt" in value;
}

function timeOf(file: string): number | undefined {
  const at = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return at === undefined ? undefined : Math.floor(at);
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}

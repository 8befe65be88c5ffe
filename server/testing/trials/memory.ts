import fs from "node:fs";
import { lockOwner } from "@/server/supervisor/lock";
import type { Platform } from "../platform";

/** Memory of one process: its proportional set size, in which shared pages count by halves, thirds, … (Linux only). */
export interface ProcessMemory {
  readonly pid: number;
  /** As a person would call it: `control`, `agent-node-1`, `postgres`, `haproxy`. */
  readonly name: string;
  readonly pssBytes: number;
}

const named = ["control", "pages", "gateway", "agent-node-1", "agent-node-2", "agent-node-3", "postgres"];

/** Every process of a platform: the supervisor, those it looks after, and their children. */
export async function memoryOf(platform: Platform): Promise<ProcessMemory[]> {
  const roots = new Map<number, string>();
  for (const name of named) roots.set(await platform.pid(name), name);
  const parents = parentsOf();
  const supervisor = supervisorOf(platform.dataDir);
  return [...parents.keys()].flatMap((pid) => {
    const name = pid === supervisor ? "supervisor" : nameOf(pid, roots, parents);
    const pssBytes = name === undefined ? undefined : pssOf(pid);
    return name === undefined || pssBytes === undefined ? [] : [{ pid, name, pssBytes }];
  });
}

export function sumOf(processes: readonly ProcessMemory[]): number {
  return processes.reduce((sum, { pssBytes }) => sum + pssBytes, 0);
}

/** By name, in MB, the biggest first. */
export function megabytes(processes: readonly ProcessMemory[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const { name, pssBytes } of processes) sums.set(name, (sums.get(name) ?? 0) + pssBytes);
  const sorted = [...sums].sort((a, b) => b[1] - a[1]);
  return Object.fromEntries(sorted.map(([name, bytes]) => [name, Math.round(bytes / 1e5) / 10]));
}

function nameOf(pid: number, roots: ReadonlyMap<number, string>, parents: ReadonlyMap<number, number>) {
  const own = roots.get(pid);
  if (own !== undefined) return own;
  for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at)) {
    const root = roots.get(at);
    if (root === "postgres") return root;
    if (root !== undefined) return fs.readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  }
  return undefined;
}

function supervisorOf(dataDir: string): number {
  return lockOwner(`${dataDir}/lock`) ?? 0;
}

function parentsOf(): Map<number, number> {
  const found = new Map<number, number>();
  for (const pid of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1];
    if (parent !== undefined) found.set(Number(pid), Number(parent));
  }
  return found;
}

function pssOf(pid: number): number | undefined {
  const kib = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

/** Empty for a process that ended while we looked. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

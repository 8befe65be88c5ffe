import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cpuQuota, cpuShares, cpuWeight } from "./cgroupNumbers";

/** Where a container's control groups are: with version 2 the same folder stands for all three. */
export interface Cgroup {
  readonly version: 1 | 2;
  readonly memory?: string;
  readonly cpu?: string;
  readonly cpuacct?: string;
}

export interface CgroupBase extends Cgroup {
  /** Which limits this machine does not let us set. */
  readonly cannot: readonly string[];
}

export interface CgroupLimits {
  readonly limits: { readonly cpuMillis?: number; readonly memoryBytes?: number };
  readonly requests: { readonly cpuMillis?: number };
}

/** A control group for one container below the base, with its limits set; throws where the machine refuses. */
export function createCgroup(base: Cgroup, name: string, { limits, requests }: CgroupLimits): Cgroup {
  const below = (dir: string | undefined) => (dir ? path.join(dir, name) : undefined);
  const cgroup: Cgroup = {
    version: base.version,
    memory: below(base.memory),
    cpu: below(base.cpu),
    cpuacct: below(base.cpuacct),
  };
  if (base.version === 2) enableControllers(base, name);
  for (const dir of foldersOf(cgroup)) mkdirSync(dir, { recursive: true });
  if (cgroup.memory && limits.memoryBytes) limitMemory(cgroup.version, cgroup.memory, limits.memoryBytes);
  if (cgroup.cpu) shareCpu(cgroup.version, cgroup.cpu, limits.cpuMillis ?? 0, requests.cpuMillis ?? 0);
  return cgroup;
}

/** The files to write a PID into. */
export function procsFiles(cgroup: Cgroup | undefined): string[] {
  return cgroup ? foldersOf(cgroup).map((dir) => path.join(dir, "cgroup.procs")) : [];
}

/** Whether the kernel killed a process of it for want of memory. */
export function wasOutOfMemory(cgroup: Cgroup | undefined): boolean {
  if (!cgroup?.memory) return false;
  return (
    number(path.join(cgroup.memory, cgroup.version === 2 ? "memory.events" : "memory.oom_control"), "oom_kill") > 0
  );
}

export function cgroupUsage(cgroup: Cgroup): { cpuNs: number; memoryBytes: number } | undefined {
  if (!cgroup.memory || !cgroup.cpuacct || !existsSync(cgroup.memory)) return undefined;
  const inactive = cgroup.version === 2 ? "inactive_file" : "total_inactive_file";
  const current = cgroup.version === 2 ? "memory.current" : "memory.usage_in_bytes";
  const cache = number(path.join(cgroup.memory, "memory.stat"), inactive);
  const memoryBytes = Math.max(0, number(path.join(cgroup.memory, current)) - cache);
  const cpuNs =
    cgroup.version === 2
      ? number(path.join(cgroup.cpuacct, "cpu.stat"), "usage_usec") * 1000
      : number(path.join(cgroup.cpuacct, "cpuacct.usage"));
  return { cpuNs, memoryBytes };
}

/** The PIDs in it now. */
export function membersOf(cgroup: Cgroup | undefined): number[] {
  const [file] = procsFiles(cgroup);
  return file ? (read(file) ?? "").split("\n").filter(Boolean).map(Number) : [];
}

/** Takes the empty groups away, and their pod's when it was the last; one that is still busy stays. Whether all are gone. */
export function removeCgroup(cgroup: Cgroup): boolean {
  let isGone = true;
  for (const dir of foldersOf(cgroup)) {
    for (const group of [dir, path.dirname(dir)]) tryRemove(group);
    isGone &&= !existsSync(dir);
  }
  return isGone;
}

function foldersOf(cgroup: Cgroup): string[] {
  const all = [cgroup.memory, cgroup.cpu, cgroup.cpuacct].filter((dir) => dir !== undefined);
  return [...new Set(all)];
}

/** Version 2 hands a controller down one level at a time. */
function enableControllers(base: Cgroup, name: string): void {
  const root = base.memory ?? base.cpu;
  if (!root) return;
  const parts = ["", ...name.split("/").slice(0, -1)];
  for (let depth = 1; depth <= parts.length; depth++) {
    const dir = path.join(root, ...parts.slice(0, depth));
    mkdirSync(dir, { recursive: true });
    const wanted = [...(base.memory ? ["+memory"] : []), ...(base.cpu ? ["+cpu"] : [])];
    writeFileSync(path.join(dir, "cgroup.subtree_control"), wanted.join(" "));
  }
}

function limitMemory(version: 1 | 2, dir: string, bytes: number): void {
  if (version === 2) {
    writeFileSync(path.join(dir, "memory.max"), String(bytes));
    tryWrite(path.join(dir, "memory.swap.max"), "0");
    tryWrite(path.join(dir, "memory.oom.group"), "1");
    return;
  }
  writeFileSync(path.join(dir, "memory.limit_in_bytes"), String(bytes));
  tryWrite(path.join(dir, "memory.memsw.limit_in_bytes"), String(bytes));
}

function shareCpu(version: 1 | 2, dir: string, limitMillis: number, requestMillis: number): void {
  const { quotaUs, periodUs } = cpuQuota(limitMillis);
  if (version === 2) {
    writeFileSync(path.join(dir, "cpu.weight"), String(cpuWeight(requestMillis)));
    writeFileSync(path.join(dir, "cpu.max"), `${quotaUs > 0 ? quotaUs : "max"} ${periodUs}`);
    return;
  }
  tryWrite(path.join(dir, "cpu.shares"), String(cpuShares(requestMillis)));
  writeFileSync(path.join(dir, "cpu.cfs_period_us"), String(periodUs));
  writeFileSync(path.join(dir, "cpu.cfs_quota_us"), String(quotaUs > 0 ? quotaUs : -1));
}

function tryRemove(dir: string): void {
  try {
    rmdirSync(dir);
  } catch {
    // Still has processes or other containers in it.
  }
}

function tryWrite(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch {
    // Not every kernel has this file; the limit itself is in another.
  }
}

/** The number in a file, or the one after `key` in it; 0 when it is not there. */
function number(file: string, key?: string): number {
  const text = read(file) ?? "";
  const found = key === undefined ? text.trim() : new RegExp(`^${key} (\\d+)$`, "m").exec(text)?.[1];
  return Number(found ?? 0) || 0;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

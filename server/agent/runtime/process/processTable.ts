import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly cpuNs: number;
  readonly memoryBytes: number;
}

const nsPerTick = 10_000_000;
const pageBytes = 4096;

/** Every process of the machine, as far as this user may see. */
export function readProcessTable(): ProcessRow[] {
  return process.platform === "linux" ? linuxTable() : psTable();
}

/** The processes below these, themselves included, and those of a session that one of them leads. */
export function treeOf(table: readonly ProcessRow[], roots: readonly number[]): ProcessRow[] {
  const children = new Map<number, ProcessRow[]>();
  for (const row of table) children.set(row.parent, [...(children.get(row.parent) ?? []), row]);
  const found = new Map<number, ProcessRow>();
  const isRoot = new Set(roots);
  const waiting = table.filter((row) => isRoot.has(row.pid) || isRoot.has(row.session));
  for (let row = waiting.pop(); row; row = waiting.pop()) {
    if (found.has(row.pid)) continue;
    found.set(row.pid, row);
    waiting.push(...(children.get(row.pid) ?? []));
  }
  return [...found.values()];
}

/** A process's children, cheaply where the kernel lists them. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return readProcessTable()
      .filter((row) => row.parent === pid)
      .map((row) => row.pid);
  }
}

function linuxTable(): ProcessRow[] {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const [parent, session, user, system, pages] = [1, 3, 11, 12, 21].map((index) => Number(fields[index]));
      if (parent === undefined || session === undefined) return [];
      const cpuNs = ((user ?? 0) + (system ?? 0)) * nsPerTick;
      return [{ pid: Number(entry), parent, session, cpuNs, memoryBytes: (pages ?? 0) * pageBytes }];
    } catch {
      return [];
    }
  });
}

function psTable(): ProcessRow[] {
  const text = execFileSync("ps", ["-axo", "pid=,ppid=,sess=,rss=,time="], { encoding: "utf8" });
  return text.split("\n").flatMap((line) => {
    const [pid, parent, session, kilobytes, time = ""] = line.trim().split(/\s+/);
    if (!pid) return [];
    const seconds = time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0);
    const memoryBytes = Number(kilobytes) * 1024;
    return [
      { pid: Number(pid), parent: Number(parent), session: Number(session) || 0, cpuNs: seconds * 1e9, memoryBytes },
    ];
  });
}

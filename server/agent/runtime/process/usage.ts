import type { PodUsage, Usage } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { usageByPod } from "../usageByPod";
import { cgroupUsage } from "./cgroups";
import { type ProcessRow, readProcessTable, treeOf } from "./processTable";
import type { ContainerRecord } from "./record";

interface Counted {
  readonly cpuNs: number;
  readonly memoryBytes: number;
}

/** Between two counts; a counter that went back (a new container) counts from zero. */
export function usageBetween(before: Counted | undefined, now: Counted, elapsedMs: number): Usage {
  const cpuNs = Math.max(0, now.cpuNs - (before?.cpuNs ?? now.cpuNs));
  const cpuMillis = elapsedMs > 0 ? Math.round(cpuNs / 1_000 / elapsedMs) : 0;
  return { cpuMillis, memoryBytes: now.memoryBytes };
}

/** Samples the running containers when asked, at most once in a while, and keeps the last counts to compare with. */
export class UsageSampler {
  readonly #clock: Clock;
  readonly #leastMs: number;
  #counts = new Map<string, Counted>();
  #atMs = Number.NEGATIVE_INFINITY;
  #usage: ReadonlyMap<string, Usage> = new Map();

  constructor(clock: Clock, leastMs = 1_000) {
    this.#clock = clock;
    this.#leastMs = leastMs;
  }

  /** By container id. */
  sample(running: readonly ContainerRecord[]): ReadonlyMap<string, Usage> {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#atMs < this.#leastMs) return this.#usage;
    const counts = countAll(running);
    const elapsedMs = nowMs - this.#atMs;
    const usage = (id: string, counted: Counted) => usageBetween(this.#counts.get(id), counted, elapsedMs);
    this.#usage = new Map([...counts].map(([id, counted]) => [id, usage(id, counted)]));
    this.#counts = counts;
    this.#atMs = nowMs;
    return this.#usage;
  }
}

function countAll(running: readonly ContainerRecord[]): Map<string, Counted> {
  let table: ProcessRow[] | undefined;
  const counts = new Map<string, Counted>();
  for (const { id, cgroup, holder } of running) {
    const counted = cgroup ? cgroupUsage(cgroup) : undefined;
    if (counted) counts.set(id, counted);
    else if (holder) {
      table ??= readProcessTable();
      const rows = treeOf(table, [holder.pid]);
      const total = (of: (row: ProcessRow) => number) => rows.reduce((sum, row) => sum + of(row), 0);
      counts.set(id, { cpuNs: total((row) => row.cpuNs), memoryBytes: total((row) => row.memoryBytes) });
    }
  }
  return counts;
}

/** By pod: `namespace/name`. */
export function usageOfPods(sampler: UsageSampler, records: readonly ContainerRecord[]): ReadonlyMap<string, PodUsage> {
  const used = sampler.sample(records);
  return usageByPod(
    records.flatMap(({ id, pod, name }) => {
      const usage = used.get(id);
      return usage ? [{ pod, name, usage }] : [];
    }),
  );
}

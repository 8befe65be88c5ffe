import type { PodUsage } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { Turnstile } from "../../turnstile";
import { cgroupUsage } from "../process/cgroups";
import { usageBetween } from "../process/usage";
import { type ContainerUsage, usageByPod } from "../usageByPod";
import type { Docker } from "./engine";
import { cgroupsOf, isInContainer } from "./localProcess";
import type { Seen } from "./observed";

interface Counted {
  readonly cpuNs: number;
  readonly memoryBytes: number;
}

const leastMs = 1_000;
const asksAtOnce = 4;

/** What containers use, by the kernel's own files where they are this machine's, else by asking the engine once each. */
export class UsageSampler {
  #counts = new Map<string, Counted>();
  #atMs = Number.NEGATIVE_INFINITY;
  #usage: Promise<ReadonlyMap<string, PodUsage>> = Promise.resolve(new Map());

  constructor(
    private readonly docker: Docker,
    private readonly clock: Clock,
  ) {}

  /** By pod: `namespace/name`. At most once a second. */
  sample(running: readonly Seen[]): Promise<ReadonlyMap<string, PodUsage>> {
    const nowMs = this.clock.monotonicMs();
    const elapsedMs = nowMs - this.#atMs;
    if (elapsedMs < leastMs) return this.#usage;
    this.#atMs = nowMs;
    this.#usage = this.#count(running, elapsedMs);
    return this.#usage;
  }

  async #count(running: readonly Seen[], elapsedMs: number): Promise<ReadonlyMap<string, PodUsage>> {
    const asks = new Turnstile(asksAtOnce);
    const counts = new Map<string, Counted>();
    const used: ContainerUsage[] = [];
    await Promise.all(
      running.map(async ({ observed, pid }) => {
        const { id, pod, name } = observed;
        const counted = fromKernel(pid, id) ?? (await asks.run(() => fromEngine(this.docker, id)));
        if (!counted) return;
        counts.set(id, counted);
        used.push({ pod, name, usage: usageBetween(this.#counts.get(id), counted, elapsedMs) });
      }),
    );
    this.#counts = counts;
    return usageByPod(used);
  }
}

const root = "/sys/fs/cgroup";

function fromKernel(pid: number, id: string): Counted | undefined {
  if (!isInContainer(pid, id)) return undefined;
  const groups = cgroupsOf(pid);
  const [memory, cpuacct, unified] = [groups.get("memory"), groups.get("cpuacct"), groups.get("")];
  if (memory && cpuacct) {
    const folders = { memory: `${root}/memory${memory}`, cpuacct: `${root}/cpuacct${cpuacct}` };
    return cgroupUsage({ version: 1, ...folders });
  }
  return unified ? cgroupUsage({ version: 2, memory: root + unified, cpuacct: root + unified }) : undefined;
}

/** Memory without the page cache that can be dropped, as Kubernetes' working set has it. */
async function fromEngine(docker: Docker, id: string): Promise<Counted | undefined> {
  try {
    const stats = await docker.getContainer(id).stats({ stream: false, "one-shot": true });
    const { usage = 0, stats: detail } = stats.memory_stats ?? {};
    const cache = Number(detail?.inactive_file ?? detail?.total_inactive_file ?? 0);
    return { cpuNs: stats.cpu_stats?.cpu_usage?.total_usage ?? 0, memoryBytes: Math.max(0, usage - cache) };
  } catch {
    // It ended in between.
    return undefined;
  }
}

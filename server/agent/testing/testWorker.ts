import path from "node:path";
import type { Cluster } from "@/server/cluster/cluster";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { aPod } from "@/server/objects/builders";
import type { Pod, PodStatus } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import { ContainerCache } from "../containerCache";
import type { AgentContext } from "../context";
import { PodRecords } from "../pod/podRecords";
import { PodWorker } from "../pod/podWorker";
import { openReferences } from "../references";
import type { Runtime } from "../runtime/runtime";
import { Turnstile } from "../turnstile";
import { type FakeRuntime, fakeRuntime } from "./fakeRuntime";

export interface TestWorker {
  readonly worker: PodWorker;
  readonly clock: FakeClock;
  readonly runtime: FakeRuntime;
  readonly context: AgentContext;
  /** Every status as it was written. */
  readonly statuses: PodStatus[];
  /** Events as `Reason: message`. */
  readonly told: string[];
  /** Lets so much time pass, and all that is due in it come to rest. */
  pass(ms: number): Promise<void>;
  /** Another agent on the same folder and machine. */
  next(): TestWorker;
}

export interface TestWorkerOptions {
  /** A folder of the test's own. */
  readonly dir: string;
  readonly spec?: Partial<Pod["spec"]>;
  readonly runtime?: Partial<Runtime>;
  readonly context?: Partial<AgentContext>;
}

/** One pod's worker on a runtime in memory, by a clock that the test moves; not poked yet. */
export function aWorker(options: TestWorkerOptions): TestWorker {
  const clock = new FakeClock();
  const runtime = fakeRuntime(() => clock.now(), options.runtime);
  return begin(options, { clock, runtime });
}

type Machine = Pick<TestWorker, "clock" | "runtime">;

function begin(options: TestWorkerOptions, { clock, runtime }: Machine): TestWorker {
  const statuses: PodStatus[] = [];
  const told: string[] = [];
  const cluster = {
    patch: async (_kind: string, _at: unknown, { body }: { body: { status: PodStatus } }) =>
      void statuses.push(body.status),
    delete: async () => {},
  } as unknown as Cluster;
  const disk = path.join(options.dir, "volumes");
  const context: AgentContext = {
    node: "a",
    cluster,
    runtime,
    runtimeInfo: { name: "docker", version: "1", cannot: [] },
    clock,
    random: systemRandom,
    log: silentLog,
    gateway: { withdraw: async () => {} },
    references: openReferences(cluster, clock),
    events: { tell: (_about, { reason, message }) => void told.push(`${reason}: ${message}`) },
    records: new PodRecords(path.join(options.dir, "records")),
    containers: new ContainerCache(runtime),
    places: { disk, memory: disk },
    fields: { hostIp: "127.0.0.1", allocatable: { cpuMillis: 1_000, memoryBytes: 2 ** 30 } },
    starts: new Turnstile(4),
    services: () => [],
    servicesSynced: Promise.resolve(),
    mayStart: () => true,
    ...options.context,
  };
  const pod = aPod("web").build();
  const record = context.records.all()[0] ?? {
    pod: { ...pod, spec: { ...pod.spec, ...options.spec } },
    startedMs: clock.now(),
    containers: {},
  };
  const worker = new PodWorker(context, record, () => {});
  runtime.onChange(() => worker.poke());
  const pass = async (ms: number) => {
    const endMs = clock.monotonicMs() + ms;
    for (let leftMs = ms; leftMs >= 0; leftMs = endMs - clock.monotonicMs() || -1) {
      for (let turn = 0; turn < 5; turn++) await clock.advance(0);
      await clock.advance(Math.min(50, leftMs));
    }
  };
  const next = () => {
    worker.close();
    return begin(options, { clock, runtime });
  };
  return { worker, clock, runtime, context, statuses, told, pass, next };
}

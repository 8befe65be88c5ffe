import type { Cluster } from "@/server/cluster/cluster";
import { type Reflector, reflect } from "@/server/cluster/reflector";
import { systemSubject } from "@/server/cluster/subject";
import type { Clock } from "@/server/lib/clock";
import { isReason, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import type { PersistentVolumeClaim, Pod } from "@/server/objects/types";
import { bindPod } from "./binder";
import { Cycle } from "./cycle";
import { type Decision, explain } from "./decide";
import type { FitError } from "./fitError";
import type { Profile } from "./framework";
import { podInfo } from "./podInfo";
import { findPreemption, type Preemption } from "./preemption";
import type { QueuedPod, QueueState } from "./queue";
import { profiles as builtIn, defaultProfile } from "./registry";
import { Reporter } from "./reporter";
import { selectNode } from "./selectNode";
import { SchedulerState } from "./state";

export interface SchedulerOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** By their names, which pods give in `schedulerName`; Kubernetes' default and a packing one unless told. */
  readonly profiles?: readonly Profile[];
}

export interface Waiting {
  readonly state: QueueState;
  readonly attempts: number;
  readonly lastAttemptMsAgo?: number;
  /** Only in back-off is it known when the next try comes. */
  readonly nextTryInMs?: number;
}

export interface Scheduler {
  /** It has seen the cluster and decides from now on; rejects when closed before. */
  readonly ready: Promise<void>;
  /** Every filter on every node, and every score, as things are now. */
  explain(pod: Pod): Decision;
  /** How a pod without a node stands; undefined when it does not wait here. */
  waiting(pod: Pod): Waiting | undefined;
  close(): void;
}

/** Watches pods and nodes, and binds every pod that has no node to the best one. */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const scheduler = new RunningScheduler(options);
  return scheduler;
}

/** One stretch of deciding; others get the event loop in between. */
const turnMs = 4;
const maxBinding = 2_000;

type Watched =
  | "Pod"
  | "Node"
  | "Namespace"
  | "PodDisruptionBudget"
  | "PersistentVolumeClaim"
  | "PersistentVolume"
  | "StorageClass";

class RunningScheduler implements Scheduler {
  readonly ready: Promise<void>;
  readonly #options: SchedulerOptions;
  readonly #cluster: Cluster;
  readonly #state: SchedulerState;
  readonly #reporter: Reporter;
  readonly #reflectors: { close(): void; synced: Promise<void> }[] = [];
  readonly #pods: Reflector<Pod>;
  #claims: Reflector<PersistentVolumeClaim> | undefined;
  readonly #cycles = new Map<string, Cycle>();
  readonly #profiles: ReadonlyMap<string, Profile>;
  readonly #closed = new AbortController();
  #isReady = false;
  #isAwake = false;
  #binding = 0;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#cluster = options.cluster.as(systemSubject("kube-scheduler"));
    this.#profiles = new Map((options.profiles ?? builtIn).map((profile) => [profile.schedulerName, profile]));
    this.#reporter = new Reporter({ ...options, cluster: this.#cluster });
    this.#state = new SchedulerState({
      clock: options.clock,
      sort: [...this.#profiles.values()][0]?.queueSort ?? defaultProfile.queueSort,
      profileOf: (pod) => this.#profileOf(pod),
      onActive: () => this.#wake(),
      onHeld: (pod, message) => this.#reporter.unscheduled(pod, { reason: "SchedulingGated", message }),
    });
    this.#pods = this.#watch();
    this.ready = Promise.all(this.#reflectors.map(({ synced }) => synced)).then(() => {
      this.#isReady = true;
      this.#wake();
    });
    this.ready.catch(() => {});
  }

  explain(pod: Pod): Decision {
    return explain(this.#state.table, podInfo(pod), this.#profileOf(pod) ?? defaultProfile);
  }

  waiting(pod: Pod): Waiting | undefined {
    const queued = this.#state.queue.get(pod.metadata.uid);
    if (!queued) return undefined;
    const { state, attempts, lastAttemptMs, dueMs } = queued;
    const nowMs = this.#options.clock.monotonicMs();
    return {
      state,
      attempts,
      ...(attempts > 0 ? { lastAttemptMsAgo: nowMs - lastAttemptMs } : {}),
      ...(state === "backoff" ? { nextTryInMs: Math.max(0, dueMs - nowMs) } : {}),
    };
  }

  close(): void {
    this.#closed.abort();
    for (const reflector of this.#reflectors) reflector.close();
    this.#state.queue.close();
    this.#reporter.close();
  }

  #watch(): Reflector<Pod> {
    const { clock, log } = this.#options;
    const start = <K extends Watched>(kind: K) => {
      const reflector = reflect(this.#cluster, kind, { clock, log });
      this.#reflectors.push(reflector);
      return reflector;
    };
    start("Namespace").onChange((change) => this.#state.namespaceChanged(change));
    start("Node").onChange((change) => this.#state.nodeChanged(change));
    start("PodDisruptionBudget").onChange((change) => this.#state.budgetChanged(change));
    for (const kind of ["StorageClass", "PersistentVolume"] as const)
      start(kind).onChange((change) => this.#state.volumeChanged(change));
    this.#claims = start("PersistentVolumeClaim");
    this.#claims.onChange((change) => this.#state.volumeChanged(change));
    const pods = start("Pod");
    pods.onChange((change) => this.#state.podChanged(change));
    return pods;
  }

  #profileOf({ spec }: Pod): Profile | undefined {
    return this.#profiles.get(spec.schedulerName || defaultProfile.schedulerName);
  }

  #wake(): void {
    if (!this.#isReady || this.#isAwake || this.#closed.signal.aborted) return;
    this.#isAwake = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isAwake = false;
    const { clock, log } = this.#options;
    const endMs = clock.monotonicMs() + turnMs;
    while (!this.#closed.signal.aborted && this.#binding < maxBinding && clock.monotonicMs() < endMs) {
      const pod = this.#state.queue.pop();
      if (!pod) return;
      try {
        this.#decide(pod);
      } catch (error) {
        log.error({ pod: pod.info.name, error }, "a decision failed");
        this.#report(pod, { reason: "SchedulerError", message: messageOf(error) });
        this.#state.queue.retry(pod.info.uid);
      }
    }
    if (this.#binding < maxBinding && this.#state.queue.activeCount > 0) this.#wake();
  }

  #decide(pod: QueuedPod): void {
    const { table, refusals } = this.#state;
    const profile = this.#profileOf(pod.info.pod) ?? defaultProfile;
    const known = refusals.find(pod.info, table);
    if (known) {
      this.#state.queue.refuse(pod.info.uid, known.refusedBy);
      this.#report(pod, { reason: "Unschedulable", message: known.message });
      return;
    }
    const { row, error } = this.#cycleOf(profile).run(pod.info);
    if (row === undefined) this.#makeRoom(pod, error, profile);
    else void this.#bind(pod, table.nameOf(row));
  }

  #cycleOf(profile: Profile): Cycle {
    const { table, nominations } = this.#state;
    const known = this.#cycles.get(profile.schedulerName);
    const cycle = known ?? new Cycle(table, profile, { random: this.#options.random, nominations });
    this.#cycles.set(profile.schedulerName, cycle);
    return cycle;
  }

  /** It fits nowhere: others may have to go, or it waits until something changes. */
  #makeRoom(pod: QueuedPod, error: FitError, profile: Profile): void {
    const { table, budgets, queue, refusals, nominations } = this.#state;
    const { uid } = pod.info;
    const { refusedBy } = error;
    queue.refuse(uid, refusedBy);
    if (this.#isRoomBeingMade(pod)) {
      const says = "preemption: not eligible due to a terminating pod on the nominated node.";
      this.#report(pod, { reason: "Unschedulable", message: `${error.message} ${says}` });
      return;
    }
    const startAt = this.#options.random.fraction();
    const result = findPreemption(pod.info, error, { table, profile, budgets: [...budgets.values()], startAt });
    if (result.found) {
      this.#preempt(pod, result.found, error);
      return;
    }
    const message = `${error.message} ${result.says}`.trim();
    const hadPromise = nominations.remove(uid);
    refusals.add(pod.info, table, { message, refusedBy });
    this.#report(pod, { reason: "Unschedulable", message, ...(hadPromise ? { nominatedNode: "" } : {}) });
  }

  #isRoomBeingMade({ info }: QueuedPod): boolean {
    const row = this.#state.nominations.rowOf(info);
    if (row === undefined) return false;
    return this.#state.table.podsOn(row).some((other) => other.isDeleting && other.priority < info.priority);
  }

  #preempt(pod: QueuedPod, { row, victims }: Preemption, error: FitError): void {
    const node = this.#state.table.nameOf(row);
    this.#state.nominations.nominate(pod.info, node);
    this.#state.refusals.clear();
    const says = `preemption: ${victims.length} of lower priority on ${node} make room.`;
    this.#report(pod, { reason: "Unschedulable", message: `${error.message} ${says}`, nominatedNode: node });
    for (const victim of victims) void this.#evict(victim.pod, pod.info.pod, node);
  }

  async #evict(victim: Pod, by: Pod, node: string): Promise<void> {
    const { name, namespace, uid } = victim.metadata;
    try {
      await this.#reporter.markVictim(victim);
      await this.#cluster.delete("Pod", { name, namespace }, { uid });
      this.#reporter.preempted(victim, by, node);
    } catch (error) {
      if (isReason(error, "NotFound", "Conflict")) return;
      this.#options.log.warn({ pod: name, node, error: messageOf(error) }, "a pod could not be preempted");
      this.#state.nominations.remove(by.metadata.uid);
      this.#state.queue.retry(by.metadata.uid);
    }
  }

  async #bind(queued: QueuedPod, node: string): Promise<void> {
    const { pod, uid } = queued.info;
    this.#state.assume(queued, node);
    this.#binding++;
    await this.#reporter.settle(pod);
    const { cluster, signal } = { cluster: this.#cluster, signal: this.#closed.signal };
    const options = { cluster, clock: this.#options.clock, signal };
    const refused = await selectNode(pod, node, { ...options, claims: this.#claims, book: this.#state.volumes });
    const outcome = refused ?? (await bindPod(pod, node, options));
    this.#binding--;
    if (signal.aborted) return;
    if (outcome.isBound) this.#reporter.scheduled(pod, node);
    else if (this.#state.forget(uid)) this.#unbound(queued, outcome.error);
    if (this.#state.queue.activeCount > 0) this.#wake();
  }

  /** The binding was refused: if the pod still waits for a node, it is decided anew after a while. */
  #unbound(queued: QueuedPod, error: unknown): void {
    const { pod, uid } = queued.info;
    const now = this.#pods.get(pod.metadata.namespace, pod.metadata.name);
    if (now?.metadata.uid !== uid || now.spec.nodeName) {
      this.#state.queue.remove(uid);
      return;
    }
    this.#options.log.warn({ pod: pod.metadata.name, error: messageOf(error) }, "a binding failed and is tried again");
    this.#state.queue.retry(uid);
    if (!isReason(error, "Conflict", "NotFound"))
      this.#report(queued, { reason: "SchedulerError", message: messageOf(error) });
  }

  #report({ info: { pod } }: QueuedPod, said: Parameters<Reporter["unscheduled"]>[1]): void {
    const newest = this.#pods.get(pod.metadata.namespace, pod.metadata.name);
    this.#reporter.unscheduled(newest?.metadata.uid === pod.metadata.uid ? newest : pod, said);
  }
}

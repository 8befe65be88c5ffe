import { backoffMs } from "@/server/lib/backoff";
import type { Clock } from "@/server/lib/clock";
import type { QueueEntry, QueueSortPlugin } from "./framework";
import { Heap } from "./heap";
import { type PodInfo, signatureOf } from "./podInfo";

export type QueueState = "active" | "backoff" | "unschedulable" | "gated" | "deciding";

/** A pod that has no node yet. */
export interface QueuedPod extends QueueEntry {
  readonly info: PodInfo;
  readonly sinceMs: number;
  readonly state: QueueState;
  /** How often it was looked at in vain. */
  readonly attempts: number;
  readonly lastAttemptMs: number;
  /** Which filters refused it the last time. */
  readonly refusedBy: ReadonlySet<string>;
  /** When it may be looked at again, by the monotonic clock; for the state `backoff`. */
  readonly dueMs: number;
}

export interface QueueOptions {
  readonly clock: Clock;
  readonly sort: QueueSortPlugin;
  /** Why the pod may not be looked at yet. */
  holds(info: PodInfo): string | undefined;
  /** There is something to pop. */
  onActive(): void;
}

const backoff = { firstMs: 1_000, maxMs: 10_000 };
/** However sure the hints were: nobody waits longer than this for another look. */
const leftoverMs = 300_000;
const sweepMs = 30_000;

/** Kubernetes' scheduling queue: pods are active, in back-off, unschedulable or gated, and each in one of these only. */
export class SchedulingQueue {
  readonly #options: QueueOptions;
  readonly #pods = new Map<string, QueuedPod>();
  readonly #active: Heap<QueuedPod>;
  readonly #backoff = new Heap<QueuedPod>((left, right) => left.dueMs < right.dueMs);
  /** Unschedulable pods by signature: equal ones are asked about once. */
  readonly #unschedulable = new Map<string, Map<string, QueuedPod>>();
  readonly #stopSweep: () => void;
  #activeCount = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#active = new Heap((left, right) => options.sort.isBefore(left, right));
    this.#stopSweep = options.clock.every(sweepMs, () => this.#sweep());
  }

  get(uid: string): QueuedPod | undefined {
    return this.#pods.get(uid);
  }

  get activeCount(): number {
    return this.#activeCount;
  }

  get size(): number {
    return this.#pods.size;
  }

  /** A pod that is new here, or that changed itself. Answers why it is held, when it is. */
  put(info: PodInfo): string | undefined {
    const held = this.#options.holds(info);
    const old = this.#pods.get(info.uid);
    const isSame = old !== undefined && signatureOf(old.info) === signatureOf(info);
    if (old && (isSame || old.state === "deciding") && (held !== undefined) === (old.state === "gated")) {
      this.#replace(old, { ...old, info });
      return held;
    }
    const nowMs = this.#options.clock.monotonicMs();
    const fresh = { sinceMs: nowMs, attempts: 0, lastAttemptMs: 0, refusedBy: new Set<string>(), dueMs: 0 };
    this.#replace(old, { ...(old ?? fresh), info, state: held === undefined ? "active" : "gated" });
    return held;
  }

  remove(uid: string): void {
    const old = this.#pods.get(uid);
    if (!old) return;
    this.#leave(old);
    this.#pods.delete(uid);
  }

  /** The next pod to decide; it stays known here until it is removed, refused or put back. */
  pop(): QueuedPod | undefined {
    for (let next = this.#active.pop(); next; next = this.#active.pop()) {
      if (this.#pods.get(next.info.uid) !== next) continue;
      const attempts = next.attempts + 1;
      return this.#replace(next, {
        ...next,
        attempts,
        state: "deciding",
        lastAttemptMs: this.#options.clock.monotonicMs(),
      });
    }
    return undefined;
  }

  /** No node takes it now: it waits for a change that could help. */
  refuse(uid: string, refusedBy: ReadonlySet<string>): void {
    const old = this.#pods.get(uid);
    const sinceMs = this.#options.clock.monotonicMs();
    if (old) this.#replace(old, { ...old, refusedBy, sinceMs, state: "unschedulable" });
  }

  /** Something went wrong that a change will not announce: it comes again after a while. */
  retry(uid: string): void {
    const old = this.#pods.get(uid);
    if (old) this.#wake(old);
  }

  /** Wakes those whom `isHelped` says so of; equal pods are asked about once. */
  moveIf(isHelped: (pod: QueuedPod) => boolean): void {
    for (const group of [...this.#unschedulable.values()]) {
      const first = group.values().next();
      if (first.done || !isHelped(first.value)) continue;
      for (const pod of [...group.values()]) this.#wake(pod);
    }
  }

  close(): void {
    this.#stopSweep();
    this.#cancelTimer?.();
  }

  /** Active at once when its back-off is over already. */
  #wake(pod: QueuedPod): void {
    const dueMs = pod.lastAttemptMs + backoffMs(pod.attempts, backoff);
    const isDue = dueMs <= this.#options.clock.monotonicMs();
    this.#replace(pod, { ...pod, dueMs, state: isDue ? "active" : "backoff" });
  }

  #replace(old: QueuedPod | undefined, next: QueuedPod): QueuedPod {
    if (old) this.#leave(old);
    this.#pods.set(next.info.uid, next);
    if (next.state === "active") {
      this.#activeCount++;
      this.#active.push(next);
      this.#options.onActive();
    } else if (next.state === "backoff") {
      this.#backoff.push(next);
      this.#plan();
    } else if (next.state === "unschedulable") {
      const signature = signatureOf(next.info);
      const group = this.#unschedulable.get(signature) ?? new Map<string, QueuedPod>();
      this.#unschedulable.set(signature, group.set(next.info.uid, next));
    }
    return next;
  }

  /** Heaps forget lazily: an entry that is not the pod's current one is passed over. */
  #leave(old: QueuedPod): void {
    if (old.state === "active") this.#activeCount--;
    if (old.state !== "unschedulable") return;
    const signature = signatureOf(old.info);
    const group = this.#unschedulable.get(signature);
    group?.delete(old.info.uid);
    if (group?.size === 0) this.#unschedulable.delete(signature);
  }

  #plan(): void {
    this.#cancelTimer?.();
    const next = this.#backoff.peek();
    const waitMs = next ? Math.max(0, next.dueMs - this.#options.clock.monotonicMs()) : 0;
    this.#cancelTimer = next ? this.#options.clock.after(waitMs, () => this.#release()) : undefined;
  }

  #release(): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (let next = this.#backoff.peek(); next && next.dueMs <= nowMs; next = this.#backoff.peek()) {
      this.#backoff.pop();
      if (this.#pods.get(next.info.uid) === next) this.#replace(next, { ...next, state: "active" });
    }
    this.#plan();
  }

  #sweep(): void {
    const beforeMs = this.#options.clock.monotonicMs() - leftoverMs;
    for (const group of [...this.#unschedulable.values()])
      for (const pod of [...group.values()]) if (pod.sinceMs <= beforeMs) this.#wake(pod);
  }
}

import type { Cluster } from "@/server/cluster/cluster";
import { EventRecorder, type Recorder } from "@/server/cluster/eventRecorder";
import { type Clock, delay } from "@/server/lib/clock";
import { isReason, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import { Workqueue } from "@/server/lib/workqueue";
import type { Failure, Outcome } from "./actions";
import { apply } from "./apply";
import { breather } from "./breather";
import type { Caches } from "./caches";

export interface ControllerTools {
  readonly cluster: Cluster;
  readonly caches: Caches;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface Queue {
  add(key: string): void;
  addAfter(key: string, ms: number): void;
}

/** What a controller is beyond the shell: which changes make which keys due, and what to do about a key. */
export interface Controller {
  /** As Kubernetes names the component in events: `deployment-controller`. */
  readonly name: string;
  /** Keys worked on at a time; 4 unless told. */
  readonly workers?: number;
  /** Kinds that are read from caches: nothing is decided before all of them are filled. */
  readonly kinds: readonly string[];
  /** Subscribes to changes; returns the ways to stop. */
  watch(queue: Queue): (() => void)[];
  /** Reads the caches and decides. Writes go into the outcome, but for those that need an answer at once. */
  reconcile(key: string): Outcome | undefined | Promise<Outcome | undefined>;
}

export interface RunningController {
  readonly name: string;
  /** True when no key waits, is worked on or is due later. */
  readonly isIdle: boolean;
  readonly recorder: Recorder;
  /** Resolves when the last worker has stopped. */
  close(): Promise<void>;
}

const cacheTimeoutMs = 10_000;
/** The store cannot write: everyone waits a little, instead of every key backing off by minutes. */
const unavailablePauseMs = 250;

/** The one shell: takes keys, waits until the caches include its own last writes, decides, applies, goes on. */
export function runController(controller: Controller, tools: ControllerTools): RunningController {
  return new Shell(controller, tools);
}

class Shell implements RunningController {
  readonly recorder: Recorder;
  readonly #controller: Controller;
  readonly #tools: ControllerTools;
  readonly #queue: Workqueue;
  readonly #stops: (() => void)[];
  readonly #workers: Promise<void>;
  readonly #closing = new AbortController();
  readonly #breathe: () => Promise<void>;
  /** What a key's last reconcile wrote: kind → resourceVersion that the cache must include. */
  readonly #expected = new Map<string, ReadonlyMap<string, string>>();

  constructor(controller: Controller, tools: ControllerTools) {
    this.#controller = controller;
    this.#tools = tools;
    this.#queue = new Workqueue({ clock: tools.clock });
    this.#breathe = breather(tools.clock);
    const { cluster, clock, random, log } = tools;
    this.recorder = new EventRecorder({ cluster, clock, random, log, component: controller.name });
    this.#stops = controller.watch(this.#queue);
    this.#workers = this.#run();
  }

  get name(): string {
    return this.#controller.name;
  }

  get isIdle(): boolean {
    return this.#queue.isIdle;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const stop of this.#stops) stop();
    this.#queue.close();
    await this.#workers;
  }

  async #run(): Promise<void> {
    try {
      await Promise.all(this.#controller.kinds.map((kind) => this.#tools.caches.of(kind).synced));
    } catch {
      return; // Closed before the first list came.
    }
    await Promise.all(Array.from({ length: this.#controller.workers ?? 4 }, () => this.#work()));
  }

  async #work(): Promise<void> {
    for (let key = await this.#queue.take(); key !== undefined; key = await this.#queue.take()) {
      if (this.#closing.signal.aborted) return;
      await this.#breathe();
      try {
        await this.#process(key);
      } catch (error) {
        await this.#failed(key, error);
      }
    }
  }

  async #process(key: string): Promise<void> {
    await this.#seeOwnWrites(key);
    const outcome = await this.#controller.reconcile(key);
    if (!outcome) {
      this.#queue.done(key);
      return;
    }
    const first = await apply(outcome.actions, { cluster: this.#tools.cluster, recorder: this.recorder });
    this.#expect(key, first.written);
    const rest = outcome.afterwards?.(first.failure) ?? [];
    const second = await apply(rest, { cluster: this.#tools.cluster, recorder: this.recorder });
    this.#expect(key, second.written);
    const failure = first.failure ?? second.failure;
    if (failure) {
      await this.#failed(key, failure.error, failure);
      return;
    }
    this.#queue.done(key);
    if (outcome.retryAfterMs !== undefined) this.#queue.addAfter(key, Math.max(1, outcome.retryAfterMs));
  }

  async #seeOwnWrites(key: string): Promise<void> {
    const expected = this.#expected.get(key);
    if (!expected) return;
    const waits = [...expected].map(([kind, version]) => this.#tools.caches.of(kind).waitFor(version, cacheTimeoutMs));
    await Promise.all(waits);
    this.#expected.delete(key);
  }

  #expect(key: string, written: ReadonlyMap<string, string>): void {
    if (written.size === 0) return;
    // Only kinds that the controller reads: waiting for others would start caches that nobody asked for.
    const read = [...written].filter(([kind]) => this.#controller.kinds.includes(kind));
    this.#expected.set(key, new Map([...(this.#expected.get(key) ?? []), ...read]));
  }

  async #failed(key: string, error: unknown, failure?: Failure): Promise<void> {
    const { clock, log } = this.#tools;
    if (this.#closing.signal.aborted) {
      this.#queue.done(key);
      return;
    }
    const fields = { controller: this.name, key, reason: messageOf(error) };
    if (isReason(error, "Unavailable", "OutcomeUnknown")) {
      this.#queue.done(key);
      this.#queue.addAfter(key, unavailablePauseMs);
      await delay(clock, unavailablePauseMs, this.#closing.signal);
    } else if (isTerminal(error)) {
      // Trying again cannot help: the key rests until something about it changes.
      log.warn(fields, "a key was given up until it changes");
      this.#noteTerminal(failure);
      this.#queue.done(key);
    } else {
      const retryAfterMs = this.#queue.failed(key);
      if (isReason(error, "Conflict")) log.debug(fields, "somebody wrote first: looking again");
      else log.warn({ ...fields, retryAfterMs, error }, "a key failed and comes again");
    }
  }

  #noteTerminal(failure: Failure | undefined): void {
    if (failure?.action.do !== "update") return;
    const { object } = failure.action;
    this.recorder.tell(object, { type: "Warning", reason: "FailedUpdate", message: failure.message });
  }
}

function isTerminal(error: unknown): boolean {
  return isReason(error, "Invalid", "BadRequest", "MethodNotAllowed", "UnsupportedMediaType", "RequestEntityTooLarge");
}

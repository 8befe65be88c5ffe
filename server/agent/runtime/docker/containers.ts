import type { Clock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import { Turnstile } from "../../turnstile";
import type { PodIdentity } from "../runtime";
import { type Docker, statusOf, unless } from "./engine";
import type { EngineEvent } from "./events";
import { labels, type Owner, ofOwner } from "./names";
import { lost, type Seen, seenOf } from "./observed";

export interface ContainersOptions {
  readonly docker: Docker;
  readonly owner: Owner;
  readonly clock: Clock;
  readonly log: Log;
  /** Something of this pod changed; `isSandbox`: it was its pause container. */
  onChange(pod: PodIdentity, isSandbox: boolean): void;
}

/** How many are asked about at once when all are looked at. */
const looksAtOnce = 8;

/**
 * What the engine shows of this node's containers, pause containers too. Each is asked about once, and again when an
 * event tells of it; nothing is polled.
 */
export class Containers {
  readonly #seen = new Map<string, Seen>();
  readonly #looking = new Map<string, { again: boolean; done: Promise<void> }>();
  /** Made here and not started yet: their own start brings them in. */
  readonly #starting = new Set<string>();
  readonly #removing = new Set<string>();
  /** Told so by an event: what the engine keeps of it can lack it, when the end overtook it. */
  readonly #outOfMemory = new Set<string>();

  constructor(private readonly options: ContainersOptions) {}

  /** All that were ever started; pause containers are no part of it. */
  list(): Seen[] {
    return [...this.#seen.values()].filter((seen) => !isSandbox(seen) && seen.observed.state !== "created");
  }

  get(id: string): Seen | undefined {
    return this.#seen.get(id);
  }

  of(uid: string): Seen[] {
    return this.list().filter(({ observed }) => observed.pod.uid === uid);
  }

  sandboxes(): Seen[] {
    return [...this.#seen.values()].filter(isSandbox);
  }

  sandboxOf(uid: string): Seen | undefined {
    return this.sandboxes().find(({ observed }) => observed.pod.uid === uid && observed.state !== "lost");
  }

  /** Reads all there is, asking only about what is new or has changed. Called whenever events may have been missed. */
  async sync(): Promise<void> {
    const { docker, owner, clock } = this.options;
    const listed = await docker.listContainers({ all: true, filters: { label: ofOwner(owner) } });
    const known = new Set(listed.map(({ Id }) => Id));
    for (const [id, seen] of this.#seen) {
      if (known.has(id) || seen.observed.state === "lost" || this.#removing.has(id)) continue;
      this.#put(id, lost(seen, clock.now()));
    }
    const looks = new Turnstile(looksAtOnce);
    const changed = listed.filter(({ Id, State }) => !isAs(this.#seen.get(Id), State));
    const lookAt = (some: typeof changed) => Promise.all(some.map(({ Id }) => looks.run(() => this.look(Id))));
    // Pauses first: whoever hears that a container has ended may start the next one at once.
    await lookAt(changed.filter(({ Labels }) => Labels[labels.address]));
    await lookAt(changed.filter(({ Labels }) => !Labels[labels.address]));
  }

  heard({ action, id, labels: found }: EngineEvent): void {
    if (found[labels.node] !== this.options.owner.node) return;
    if (action === "start" && this.#starting.has(id)) return;
    if (action === "oom") this.#outOfMemory.add(id);
    if (action === "destroy") this.#outOfMemory.delete(id);
    if (action === "destroy" && this.#removing.has(id)) return;
    this.look(id).catch((error) => {
      this.options.log.warn({ id, reason: messageOf(error) }, "a container could not be looked at");
    });
  }

  /** Runs `work` while the container counts as not there; afterwards it is looked at, however the start went. */
  async starting(id: string, work: () => Promise<void>): Promise<void> {
    this.#starting.add(id);
    try {
      await work();
    } finally {
      await this.look(id).finally(() => this.#starting.delete(id));
    }
  }

  /** Resolves when an answer that was asked for after the call is in. */
  look(id: string): Promise<void> {
    const running = this.#looking.get(id);
    if (running) {
      running.again = true;
      return running.done;
    }
    const state = { again: true, done: Promise.resolve() };
    const run = async () => {
      try {
        while (state.again) {
          state.again = false;
          await this.#lookOnce(id);
        }
      } finally {
        this.#looking.delete(id);
      }
    };
    this.#looking.set(id, state);
    state.done = run();
    return state.done;
  }

  /** Removes it from the engine, running or not, and forgets it. */
  async remove(id: string): Promise<void> {
    this.#removing.add(id);
    try {
      await unless([404, 409], this.options.docker.getContainer(id).remove({ force: true, v: true }));
      this.#seen.delete(id);
    } finally {
      this.#removing.delete(id);
    }
  }

  async #lookOnce(id: string): Promise<void> {
    const { docker, clock } = this.options;
    try {
      const seen = seenOf(await docker.getContainer(id).inspect());
      if (!this.#removing.has(id)) this.#put(id, seen);
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      const known = this.#seen.get(id);
      if (known && !this.#removing.has(id)) this.#put(id, lost(known, clock.now()));
    }
  }

  #put(id: string, told: Seen): void {
    const before = this.#seen.get(id)?.observed;
    const seen = this.#outOfMemory.has(id) ? endedOutOfMemory(told) : told;
    this.#seen.set(id, seen);
    const { observed } = seen;
    const isNews = before?.state !== observed.state || before.exit?.wasOutOfMemory !== observed.exit?.wasOutOfMemory;
    if (isNews) this.options.onChange(observed.pod, isSandbox(seen));
  }
}

function endedOutOfMemory(seen: Seen): Seen {
  const { exit } = seen.observed;
  return exit ? { ...seen, observed: { ...seen.observed, exit: { ...exit, wasOutOfMemory: true } } } : seen;
}

/** A pause container bears no container's name. */
function isSandbox({ observed }: Seen): boolean {
  return observed.name === "";
}

/** Whether what is known is what a list tells; a list's word for the state is the engine's. */
function isAs(seen: Seen | undefined, state: string): boolean {
  const isRunning = ["running", "paused", "restarting"].includes(state);
  return (
    seen !== undefined && seen.observed.state === (isRunning ? "running" : state === "created" ? "created" : "exited")
  );
}

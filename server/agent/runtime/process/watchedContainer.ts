import type { ChildProcess } from "node:child_process";
import { type FSWatcher, watch, writeFileSync } from "node:fs";
import path from "node:path";
import type { Clock } from "@/server/lib/clock";
import { removeCgroup } from "./cgroups";
import { killContainer } from "./kill";
import { containerDir, files, type Layout } from "./layout";
import { Output } from "./output/output";
import { type ContainerRecord, type Life, lifeOf } from "./record";

const lookAgainMs = 1_000;
const lookAgainWithoutEventsMs = 250;
const gatherMs = 20;
const leaveCgroupMs = 500;

/**
 * One container, looked after: its exit is noticed by its folder's events (and by looking again, for a machine without
 * them and for a shim that died without a word), its output's growth is noted with the time.
 */
export class WatchedContainer {
  readonly output: Output;
  readonly #ends = new Set<() => void>();
  #life: Life;
  #watcher: FSWatcher | undefined;
  #stopLooking = () => {};
  #isGathering = false;
  #isClosed = false;

  constructor(
    readonly layout: Layout,
    readonly record: ContainerRecord,
    readonly options: { readonly clock: Clock; readonly onChange: () => void; readonly logBytes?: number },
  ) {
    const dir = containerDir(layout, record.id);
    this.output = new Output({ dir, clock: options.clock, maxBytes: options.logBytes });
    this.#life = lifeOf(layout, record, options.clock.now());
    if (this.isOver) this.output.note();
    else this.#lookAfter(dir);
  }

  get life(): Life {
    return this.#life;
  }

  get isOver(): boolean {
    return this.#life.state === "exited" || this.#life.state === "lost";
  }

  /** The agent's own child tells of its end at once. */
  follow(child: ChildProcess): void {
    child.once("exit", () => this.look());
  }

  onEnd(call: () => void): () => void {
    this.#ends.add(call);
    return () => this.#ends.delete(call);
  }

  look(): void {
    if (this.isOver || this.#isClosed) return;
    const before = this.#life.state;
    this.#life = lifeOf(this.layout, this.record, this.options.clock.now());
    this.output.note();
    if (this.#life.state === before) return;
    if (this.isOver) this.#end();
    this.options.onChange();
  }

  close(): void {
    this.#isClosed = true;
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#stopLooking();
  }

  #end(): void {
    killContainer(this.record);
    this.close();
    this.#leaveCgroup();
    for (const call of this.#ends) call();
  }

  /** What the control group knew is kept in a file, so that the group need not outlive its last process. */
  #leaveCgroup(): void {
    const { cgroup, id } = this.record;
    if (!cgroup) return;
    const isOom = this.#life.state === "exited" && this.#life.exit.wasOutOfMemory;
    if (isOom) writeFileSync(path.join(containerDir(this.layout, id), files.outOfMemory), "");
    this.options.clock.after(leaveCgroupMs, () => removeCgroup(cgroup));
  }

  #lookAfter(dir: string): void {
    let everyMs = lookAgainMs;
    try {
      this.#watcher = watch(dir, { persistent: false }, () => this.#gather());
      this.#watcher.on("error", () => this.#watcher?.close());
    } catch {
      everyMs = lookAgainWithoutEventsMs;
    }
    this.#stopLooking = this.options.clock.every(everyMs, () => this.look());
  }

  /** A chatty process makes thousands of events: one look for many. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.options.clock.after(gatherMs, () => {
      this.#isGathering = false;
      this.look();
    });
  }
}

import type { Container } from "@/server/objects/types";
import type { ContainerProbes } from "../hooks/probes/containerProbes";
import type { ObservedContainer } from "../runtime/runtime";
import type { ContainerMemory } from "./podRecords";
import type { Backoff } from "./restart";
import type { ContainerView, Failure, Role, Stop } from "./view";

/** What a worker keeps of one container between two looks at the machine. */
export class ContainerState {
  busy: ContainerView["busy"];
  failure: Failure | undefined;
  /** Tries in a row that failed. */
  failures = 0;
  mustRestart: { readonly graceMs: number } | undefined;
  stop: Stop | undefined;
  probes: ContainerProbes | undefined;
  backoff: Backoff | undefined;
  terminationMessage: string | undefined;
  current: ObservedContainer | undefined;
  previous: ObservedContainer | undefined;
  #attempt: number;
  #postStarted: number;
  /** The attempt whose back-off was told as an event. */
  toldBackoffOf = -1;

  constructor(
    readonly spec: Container,
    readonly role: Role,
    memory: ContainerMemory | undefined,
  ) {
    this.#attempt = memory?.attempt ?? -1;
    this.#postStarted = memory?.postStarted ?? -1;
    this.backoff = memory?.backoff;
  }

  /** Takes in what the machine shows. Returns the attempt that has just ended, if one has. */
  observe(all: readonly ObservedContainer[]): ObservedContainer | undefined {
    const own = all.filter(({ name }) => name === this.spec.name).sort((a, b) => b.attempt - a.attempt);
    const before = this.current;
    [this.current, this.previous] = own;
    this.#attempt = Math.max(this.#attempt, this.current?.attempt ?? -1);
    const isOver = this.current?.state === "exited" || this.current?.state === "lost";
    if (!this.current || isOver || this.current.id !== before?.id) this.#reset();
    const wasOver = before?.id === this.current?.id && (before?.state === "exited" || before?.state === "lost");
    return isOver && !wasOver ? this.current : undefined;
  }

  postStarted(): void {
    this.#postStarted = this.current?.attempt ?? this.#postStarted;
  }

  get isPostStarted(): boolean {
    return this.current !== undefined && (!this.spec.lifecycle?.postStart || this.#postStarted >= this.current.attempt);
  }

  /** Attempts that the machine forgot are not used again; a start that came to nothing is no attempt. */
  get nextAttempt(): number {
    return this.#attempt + 1;
  }

  view(): ContainerView {
    const { spec, role, current, previous, busy, failure, mustRestart, backoff, stop, terminationMessage } = this;
    return {
      spec,
      role,
      current,
      previous,
      busy,
      failure,
      mustRestart,
      backoff,
      stop,
      terminationMessage,
      nextAttempt: this.nextAttempt,
      isPostStarted: this.isPostStarted,
      isStarted: this.probes?.isStarted ?? false,
      isReady: this.probes?.isReady ?? false,
    };
  }

  memory(): ContainerMemory {
    const { backoff } = this;
    return { attempt: this.#attempt, postStarted: this.#postStarted, ...(backoff ? { backoff } : {}) };
  }

  close(): void {
    this.probes?.close();
    this.probes = undefined;
  }

  #reset(): void {
    this.close();
    this.stop = undefined;
    this.mustRestart = undefined;
    this.terminationMessage = undefined;
  }
}

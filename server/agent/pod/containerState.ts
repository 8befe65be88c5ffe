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
  /** Last words by the id of their attempt. */
  words: ReadonlyMap<string, string> = new Map();
  current: ObservedContainer | undefined;
  previous: ObservedContainer | undefined;
  older: readonly ObservedContainer[] = [];
  #attempt: number;
  #postStarted: number;
  /** The attempt whose back-off was told as an event. */
  toldBackoffOf = -1;

  /** When an attempt that could not be forgotten is tried again. */
  forgetAtMs: number | undefined;
  /** The attempt that has to make way for another image. */
  replaced: number | undefined;

  constructor(
    public spec: Container,
    readonly role: Role,
    memory: ContainerMemory | undefined,
  ) {
    this.#attempt = memory?.attempt ?? -1;
    this.#postStarted = memory?.postStarted ?? -1;
    this.backoff = memory?.backoff;
    this.replaced = memory?.replaced;
  }

  /** A newer spec. Another image is tried at once, as if nothing had failed; what is begun with the old one goes. */
  renew(spec: Container): void {
    const hasOtherImage = spec.image !== this.spec.image;
    this.spec = spec;
    if (!hasOtherImage) return;
    this.failure = undefined;
    this.failures = 0;
    this.backoff = undefined;
    if (this.role !== "main" && this.role !== "sidecar") return;
    if (this.busy === "start") this.replaced = this.nextAttempt;
    else if (this.current && !isOver(this.current)) this.replaced = this.current.attempt;
  }

  /** Takes in what the machine shows. Returns the attempts that are newly seen to have ended. */
  observe(all: readonly ObservedContainer[]): ObservedContainer[] {
    const own = all.filter(({ name }) => name === this.spec.name).sort((a, b) => b.attempt - a.attempt);
    const before = [this.current, this.previous];
    [this.current, this.previous, ...this.older] = own;
    this.#attempt = Math.max(this.#attempt, this.current?.attempt ?? -1);
    if (!this.current || isOver(this.current) || this.current.id !== before[0]?.id) this.#reset();
    const seen = own.slice(0, 2);
    this.words = new Map([...this.words].filter(([id]) => seen.some((one) => one.id === id)));
    return seen.filter((one) => isOver(one) && !before.some((other) => other?.id === one.id && isOver(other)));
  }

  heard(id: string, words: string): void {
    this.words = new Map([...this.words, [id, words]]);
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
    return {
      spec: this.spec,
      role: this.role,
      current: this.current,
      previous: this.previous,
      older: this.older,
      busy: this.busy,
      failure: this.failure,
      mustRestart: this.mustRestart,
      backoff: this.backoff,
      stop: this.stop,
      words: this.words,
      replaced: this.replaced,
      forgetAtMs: this.forgetAtMs,
      nextAttempt: this.nextAttempt,
      isPostStarted: this.isPostStarted,
      isStarted: this.probes?.isStarted ?? false,
      isReady: this.probes?.isReady ?? false,
    };
  }

  memory(): ContainerMemory {
    const { backoff, replaced } = this;
    const going = replaced === undefined || replaced < this.#attempt ? {} : { replaced };
    return { attempt: this.#attempt, postStarted: this.#postStarted, ...(backoff ? { backoff } : {}), ...going };
  }

  close(): void {
    this.probes?.close();
    this.probes = undefined;
  }

  #reset(): void {
    this.close();
    this.stop = undefined;
    this.mustRestart = undefined;
  }
}

const isOver = ({ state }: ObservedContainer) => state === "exited" || state === "lost";

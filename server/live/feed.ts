import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { ClusterError, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { AnyView, ViewContext } from "@/server/views/view";
import type { Hub } from "./hub";

export type Answer =
  | { readonly type: "data"; readonly revision: number; readonly value: unknown }
  | { readonly type: "problem"; readonly reason: string; readonly says: string };

export interface FeedOptions {
  readonly view: AnyView;
  /** What the view's schema gave. */
  readonly input: unknown;
  /** As the subject sees it. */
  readonly cluster: Cluster;
  readonly context: ViewContext;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly log: Log;
}

/** Changes that come together are read together. */
const gatherMs = 8;
const leastEveryMs = 50;
/** A view that takes long to read is read seldom: it may take a tenth of the time. */
const restPerCost = 9;

/** One view with one input, as one subject sees it, kept up to date for all who listen. */
export class Feed {
  readonly #options: FeedOptions;
  readonly #listeners = new Set<(answer: Answer) => void>();
  readonly #ends: (() => void)[] = [];
  #latest: Answer | undefined;
  #latestText = "";
  #isDirty = true;
  #isBusy = false;
  #isEnded = false;
  #notBeforeMs = 0;
  #cancelRead = () => {};

  constructor(options: FeedOptions) {
    this.#options = options;
    const { hub, view, input, clock } = options;
    const following = hub.follow(view.dependsOn(input), () => this.#touch());
    this.#ends.push(() => following.stop());
    if (view.refreshMs !== undefined) this.#ends.push(clock.every(view.refreshMs, () => this.#touch()));
    this.#isBusy = true;
    void following.ready.then(() => this.#read());
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Calls with the latest answer at once, if there is one, then with each new one. */
  listen(call: (answer: Answer) => void): () => void {
    this.#listeners.add(call);
    if (this.#latest) call(this.#latest);
    return () => this.#listeners.delete(call);
  }

  end(): void {
    this.#isEnded = true;
    this.#cancelRead();
    for (const end of this.#ends.splice(0)) end();
    this.#listeners.clear();
  }

  #touch(): void {
    this.#isDirty = true;
    if (this.#isBusy || this.#isEnded) return;
    this.#isBusy = true;
    const restMs = this.#notBeforeMs - this.#options.clock.monotonicMs();
    this.#cancelRead = this.#options.clock.after(Math.max(gatherMs, restMs), () => void this.#read());
  }

  async #read(): Promise<void> {
    if (this.#isEnded) return;
    const { view, input, cluster, context, hub, clock } = this.#options;
    const startMs = clock.monotonicMs();
    // Before the read: what changes meanwhile makes a newer revision.
    const { revision } = hub;
    this.#isDirty = false;
    try {
      this.#publish({ type: "data", revision, value: await view.read(cluster, input, context) });
    } catch (error) {
      this.#publish(this.#problemOf(error));
    }
    const costMs = clock.monotonicMs() - startMs;
    this.#notBeforeMs = startMs + Math.max(leastEveryMs, costMs * (1 + restPerCost));
    this.#isBusy = false;
    if (this.#isDirty) this.#touch();
  }

  #publish(answer: Answer): void {
    if (this.#isEnded) return;
    const text = JSON.stringify(answer.type === "data" ? answer.value : answer);
    if (this.#latest?.type === answer.type && text === this.#latestText) return;
    this.#latest = answer;
    this.#latestText = text;
    for (const call of this.#listeners) call(answer);
  }

  #problemOf(error: unknown): Answer {
    if (error instanceof ClusterError) return { type: "problem", reason: error.reason, says: error.says };
    this.#options.log.error({ view: this.#options.view.name, error: messageOf(error) }, "a view could not be read");
    return { type: "problem", reason: "InternalError", says: "This cannot be shown now." };
  }
}

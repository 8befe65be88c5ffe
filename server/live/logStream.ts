import type { Cluster } from "@/server/cluster/cluster";
import { backoffMs } from "@/server/lib/backoff";
import { type Clock, delay } from "@/server/lib/clock";
import { ClusterError, messageOf } from "@/server/lib/errors";
import type { Pod } from "@/server/objects/types";
import type { Hub } from "./hub";
import { LineQueue } from "./lineQueue";
import { LineCutter, splitTimestamp } from "./lines";
import { LogPlace } from "./logPlace";
import type { LogLine, LogsInput, Peer } from "./protocol";

export interface LogStreamOptions {
  readonly cluster: Cluster;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly peer: Peer;
}

const mostPods = 50;
const retry = { firstMs: 500, maxMs: 10_000 };

/** One pod's container, in one of its lives. */
interface Source {
  readonly key: string;
  readonly pod: string;
  readonly container: string;
}

/** How the reading of one source went. */
interface Reading {
  readonly place: LogPlace;
  /** Whether it was there when the stream was opened: what comes later is shown from its beginning. */
  readonly isFirst: boolean;
  isOpen: boolean;
  /** Breaks since the last line. */
  failures: number;
}

/**
 * The output of one or many pods as one stream of lines. While it follows, pods that come to be selected join in, a
 * container that was started again goes on where it began, and one that could not be read (its agent was away) goes on
 * where it broke off.
 */
export class LogStream {
  readonly #abort = new AbortController();
  readonly #readings = new Map<string, Reading>();
  readonly #queue: LineQueue;
  #running = 0;
  #isRefreshing = false;
  #isStale = false;
  #isFirst = true;
  #isOver = false;
  #stopFollowing = () => {};

  constructor(
    readonly input: LogsInput,
    readonly options: LogStreamOptions,
  ) {
    this.#queue = new LineQueue(input.id, options.peer, options.clock);
    void this.#start();
  }

  /** Nothing more will come. */
  get isOver(): boolean {
    return this.#isOver;
  }

  close(): void {
    this.#isOver = true;
    this.#stopFollowing();
    this.#abort.abort();
    this.#queue.close();
  }

  async #start(): Promise<void> {
    if (this.input.follow) {
      const dependency = { kind: "Pod", namespace: this.input.namespace };
      const following = this.options.hub.follow([dependency], () => void this.#refresh());
      this.#stopFollowing = () => following.stop();
      await following.ready;
    }
    await this.#refresh();
    if (this.#running === 0) await this.#finish();
  }

  async #refresh(): Promise<void> {
    this.#isStale = true;
    if (this.#isRefreshing) return;
    this.#isRefreshing = true;
    while (this.#isStale && !this.#abort.signal.aborted) {
      this.#isStale = false;
      try {
        for (const source of (await this.#pods()).flatMap((pod) => this.#sources(pod))) this.#open(source);
      } catch (error) {
        this.#tell(error);
      }
      this.#isFirst = false;
    }
    this.#isRefreshing = false;
  }

  async #pods(): Promise<readonly Pod[]> {
    const { namespace, pods, labelSelector } = this.input;
    const { items } = await this.options.cluster.list("Pod", { namespace, labelSelector });
    const wanted = pods ? items.filter((pod) => pods.includes(pod.metadata.name)) : items;
    const missing = this.#isFirst ? pods?.find((name) => !wanted.some((pod) => pod.metadata.name === name)) : undefined;
    if (missing !== undefined && !this.input.follow)
      throw new ClusterError("NotFound", { says: `pods "${missing}" not found` });
    return wanted.slice(0, mostPods);
  }

  /** Containers that have something to say: they run, or have run. */
  #sources(pod: Pod): Source[] {
    const { name, uid } = pod.metadata;
    const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
    return statuses
      .filter((status) => this.input.container === undefined || status.name === this.input.container)
      .filter((status) => (this.input.previous ? status.lastState?.terminated : hasBegun(status.state)))
      .map((status) => ({
        key: `${uid}/${status.name}/${this.input.previous ? "previous" : (status.containerID ?? status.restartCount)}`,
        pod: name,
        container: status.name,
      }));
  }

  #open(source: Source): void {
    const known = this.#readings.get(source.key);
    if (known?.isOpen) return;
    const reading = known ?? { place: new LogPlace(), isFirst: this.#isFirst, isOpen: true, failures: 0 };
    reading.isOpen = true;
    this.#readings.set(source.key, reading);
    this.#running++;
    void this.#read(source, reading)
      .catch((error) => {
        this.#tell(error, source);
        if (this.input.follow) void this.#reopen(reading);
      })
      .finally(() => {
        this.#running--;
        if (this.#running === 0 && !this.#isRefreshing) void this.#finish();
      });
  }

  /** After a while, if it is still there then. */
  async #reopen(reading: Reading): Promise<void> {
    reading.failures++;
    await delay(this.options.clock, backoffMs(reading.failures, retry), this.#abort.signal);
    if (this.#abort.signal.aborted) return;
    reading.isOpen = false;
    await this.#refresh();
  }

  async #read({ pod, container }: Source, reading: Reading): Promise<void> {
    const { namespace, follow, previous, tailLines, sinceSeconds } = this.input;
    const { signal } = this.#abort;
    const { place, isFirst } = reading;
    const cutter = new LineCutter();
    const fresh = place.resumed();
    const add = async (texts: readonly string[]) => {
      const lines = fresh(texts.map((text): LogLine => ({ pod, container, ...splitTimestamp(text) })));
      if (lines.length === 0) return;
      reading.failures = 0;
      place.note(lines);
      await this.#queue.add(lines);
    };
    const from = place.at ? { sinceTime: place.at } : isFirst ? { tailLines, sinceSeconds } : {};
    const options = { container, follow, previous, timestamps: true, signal, ...from };
    for await (const chunk of this.options.cluster.logs({ namespace, name: pod }, options)) {
      await add(cutter.push(chunk));
      if (signal.aborted) return;
    }
    await add(cutter.end());
  }

  /** Nothing more will come, unless we follow. */
  async #finish(): Promise<void> {
    if (this.input.follow || this.#abort.signal.aborted) return;
    await this.#queue.drained();
    this.#isOver = true;
    if (!this.#abort.signal.aborted) this.options.peer.tell("logs.end", { id: this.input.id });
  }

  #tell(error: unknown, source?: Source): void {
    if (this.#abort.signal.aborted) return;
    const { reason, message } =
      error instanceof ClusterError ? error : { reason: "InternalError", message: messageOf(error) };
    const { pod, container } = source ?? {};
    this.options.peer.tell("logs.problem", { id: this.input.id, pod, container, reason, says: message });
  }
}

function hasBegun(state: { running?: unknown; terminated?: unknown } | undefined): boolean {
  return state?.running !== undefined || state?.terminated !== undefined;
}

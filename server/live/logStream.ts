import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { ClusterError, messageOf } from "@/server/lib/errors";
import type { Pod } from "@/server/objects/types";
import type { Hub } from "./hub";
import { LineQueue } from "./lineQueue";
import { LineCutter, splitTimestamp } from "./lines";
import type { LogLine, LogsInput, Peer } from "./protocol";

export interface LogStreamOptions {
  readonly cluster: Cluster;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly peer: Peer;
}

const mostPods = 50;

/** One pod's container, in one of its lives. */
interface Source {
  readonly key: string;
  readonly pod: string;
  readonly container: string;
}

/**
 * The output of one or many pods as one stream of lines. While it follows, pods that come to be selected join in, and
 * a container that was started again goes on where it began.
 */
export class LogStream {
  readonly #abort = new AbortController();
  readonly #seen = new Set<string>();
  readonly #queue: LineQueue;
  #running = 0;
  #isRefreshing = false;
  #isStale = false;
  #isFirst = true;
  #stopFollowing = () => {};

  constructor(
    readonly input: LogsInput,
    readonly options: LogStreamOptions,
  ) {
    this.#queue = new LineQueue(input.id, options.peer, options.clock);
    void this.#start();
  }

  close(): void {
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
    if (this.#seen.has(source.key)) return;
    this.#seen.add(source.key);
    this.#running++;
    const isFirst = this.#isFirst;
    void this.#read(source, isFirst)
      .catch((error) => this.#tell(error, source))
      .finally(() => {
        this.#running--;
        if (this.#running === 0 && !this.#isRefreshing) void this.#finish();
      });
  }

  async #read({ pod, container }: Source, isFirst: boolean): Promise<void> {
    const { namespace, follow, previous, tailLines, sinceSeconds } = this.input;
    const { signal } = this.#abort;
    const cutter = new LineCutter();
    const lineOf = (line: string): LogLine => ({ pod, container, ...splitTimestamp(line) });
    const chunks = this.options.cluster.logs(
      { namespace, name: pod },
      // What begins while we follow is shown from its beginning.
      { container, follow, previous, timestamps: true, signal, ...(isFirst && { tailLines, sinceSeconds }) },
    );
    for await (const chunk of chunks) {
      const lines = cutter.push(chunk);
      if (lines.length > 0) await this.#queue.add(lines.map(lineOf));
      if (signal.aborted) return;
    }
    await this.#queue.add(cutter.end().map(lineOf));
  }

  /** Nothing more will come, unless we follow. */
  async #finish(): Promise<void> {
    if (this.input.follow || this.#abort.signal.aborted) return;
    await this.#queue.drained();
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

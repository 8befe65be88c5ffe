import type { Cluster } from "@/server/cluster/cluster";
import { type Clock, timestamp } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import type { KubeObject } from "@/server/objects/types";

export interface EventText {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** `spec.containers{web}`. */
  readonly fieldPath?: string;
}

interface Told {
  readonly name: string;
  readonly namespace: string;
  readonly firstTimestamp: string;
  readonly atMs: number;
  count: number;
}

const forgetAfterMs = 10 * 60_000;
const maxRemembered = 2_000;
const maxWaiting = 500;

/**
 * Events as kubelet tells them. The same again within ten minutes counts the first one up. They are told one after
 * another, best effort: an event that cannot be written holds nothing up.
 */
export class EventRecorder {
  readonly #told = new Map<string, Told>();
  readonly #waiting: (() => Promise<void>)[] = [];
  #isTelling = false;

  constructor(
    readonly options: {
      readonly cluster: Cluster;
      readonly node: string;
      readonly clock: Clock;
      readonly random: Random;
      readonly log: Log;
    },
  ) {}

  tell(about: Pick<KubeObject, "apiVersion" | "kind" | "metadata">, text: EventText): void {
    if (this.#waiting.length >= maxWaiting) return;
    this.#waiting.push(() => this.#write(about, text));
    if (!this.#isTelling) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isTelling = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        await next();
      } catch (error) {
        this.options.log.debug({ reason: messageOf(error) }, "an event could not be told");
      }
    }
    this.#isTelling = false;
  }

  async #write(about: Pick<KubeObject, "apiVersion" | "kind" | "metadata">, text: EventText): Promise<void> {
    const { clock, cluster } = this.options;
    const key = JSON.stringify([about.metadata.uid, text]);
    const known = this.#told.get(key);
    const now = timestamp(clock);
    if (known && clock.monotonicMs() - known.atMs < forgetAfterMs) {
      known.count++;
      const body = { count: known.count, lastTimestamp: now };
      await cluster.patch("Event", { namespace: known.namespace, name: known.name }, { type: "merge", body });
      return;
    }
    const made = this.#manifest(about, text, now);
    await cluster.create("Event", made);
    const { name, namespace } = made.metadata;
    this.#told.delete(key);
    this.#told.set(key, { name, namespace, firstTimestamp: now, atMs: clock.monotonicMs(), count: 1 });
    const [oldest] = this.#told.keys();
    if (this.#told.size > maxRemembered && oldest !== undefined) this.#told.delete(oldest);
  }

  #manifest(
    { apiVersion, kind, metadata }: Pick<KubeObject, "apiVersion" | "kind" | "metadata">,
    text: EventText,
    now: string,
  ) {
    const { node, random } = this.options;
    const namespace = metadata.namespace ?? "default";
    const { fieldPath, ...said } = text;
    return {
      apiVersion: "v1",
      kind: "Event",
      metadata: { namespace, name: `${metadata.name}.${random.suffix(16)}` },
      involvedObject: {
        apiVersion,
        kind,
        name: metadata.name,
        uid: metadata.uid,
        ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
        ...(fieldPath ? { fieldPath } : {}),
      },
      ...said,
      source: { component: "kubelet", host: node },
      reportingComponent: "kubelet",
      reportingInstance: node,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    };
  }
}

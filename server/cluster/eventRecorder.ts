import { type Clock, timestamp } from "@/server/lib/clock";
import { isReason } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import { Outbox } from "@/server/lib/outbox";
import type { Random } from "@/server/lib/random";
import type { Event, KubeObject, Manifest } from "@/server/objects/types";
import type { Cluster } from "./cluster";

/** What is said about an object. */
export interface EventText {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** What was being done: `Scheduling`. */
  readonly action?: string;
  /** `spec.containers{web}`. */
  readonly fieldPath?: string;
}

export type EventSubject = Pick<KubeObject, "apiVersion" | "kind" | "metadata">;

export interface Recorder {
  /** Writes it as an Event, soon; never throws and never waits. */
  tell(about: EventSubject, text: EventText): void;
}

export interface EventRecorderOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Who says it: `deployment-controller`. */
  readonly component: string;
  /** The node on which it runs. */
  readonly host?: string;
  /**
   * What is the same again, and counts up: what is told in the same words, or any Warning with the same reason (its
   * words follow the newest; for those who tell of thousands of pods, each again and again in other words).
   */
  readonly sameBy?: "words" | "reason";
  /** Writes at once; one unless told, so that events come in order. */
  readonly width?: number;
  /** Above this many that wait, the newest are dropped; 1,000 unless told. */
  readonly maxWaiting?: number;
  /** Whether events wait while the store cannot write; they are dropped unless told. */
  readonly isPatient?: boolean;
}

/** After Kubernetes' EventCorrelator: more than this many like events about one object in the window become one. */
const maxSimilar = 10;
const windowMs = 600_000;
const maxKnown = 20_000;
const maxMessage = 1_024;

interface Told {
  readonly about: EventSubject;
  text: EventText;
  /** Once it is written. */
  name: string | undefined;
  count: number;
  firstTimestamp: string;
  lastTimestamp: string;
  lastMs: number;
}

/**
 * Writes Events as Kubernetes' recorder does: one that repeats within ten minutes counts up, and many that differ only in
 * their words are joined. Nobody waits for it, and its wait list is bounded: a storm costs the newest, not the engine.
 */
export class EventRecorder implements Recorder {
  readonly #options: EventRecorderOptions;
  readonly #outbox: Outbox;
  readonly #told = new Map<string, Told>();
  readonly #similar = new Map<string, { startMs: number; messages: Set<string> }>();

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    const { clock, log, width = 1, maxWaiting = 1_000, isPatient = false } = options;
    this.#outbox = new Outbox({ clock, log, width, maxWaiting, isPatient });
  }

  tell(about: EventSubject, text: EventText): void {
    const isByReason = this.#options.sameBy === "reason";
    const said = isByReason ? text : this.#joined(about, text);
    const { type, reason, message, fieldPath = "" } = said;
    const key = [about.metadata.uid, type, reason, ...(isByReason ? [] : [fieldPath, message])].join("/");
    const told = this.#again(key, about, said);
    this.#outbox.put(key, () => this.#write(told));
  }

  /** Drops what waits. */
  close(): void {
    this.#outbox.close();
  }

  #again(key: string, about: EventSubject, text: EventText): Told {
    const { clock, sameBy } = this.#options;
    const now = timestamp(clock);
    const lastMs = clock.monotonicMs();
    const known = this.#told.get(key);
    const isRecent = known !== undefined && lastMs - known.lastMs < windowMs;
    const told = isRecent
      ? known
      : { about, text, name: undefined, count: 0, firstTimestamp: now, lastTimestamp: now, lastMs };
    Object.assign(told, { text, count: told.count + 1, lastTimestamp: now, lastMs });
    // By reason, only what can repeat is worth remembering.
    if (sameBy === "reason" && text.type === "Normal") return told;
    this.#told.delete(key);
    this.#told.set(key, told);
    trim(this.#told);
    return told;
  }

  #joined(about: EventSubject, text: EventText): EventText {
    const key = [about.metadata.uid, text.type, text.reason, text.fieldPath ?? ""].join("/");
    const nowMs = this.#options.clock.monotonicMs();
    let similar = this.#similar.get(key);
    if (!similar || nowMs - similar.startMs > windowMs) {
      similar = { startMs: nowMs, messages: new Set() };
      this.#similar.set(key, similar);
      trim(this.#similar);
    }
    if (similar.messages.size < maxSimilar) similar.messages.add(text.message);
    if (similar.messages.has(text.message)) return text;
    return { ...text, message: `(combined from similar events): ${[...similar.messages].at(-1)}` };
  }

  /** Writes it as it stands now: what was told while it waited is in its count. */
  async #write(told: Told): Promise<void> {
    const { cluster } = this.#options;
    const { namespace = "default" } = told.about.metadata;
    if (told.name !== undefined) {
      try {
        const body = { count: told.count, message: short(told.text.message), lastTimestamp: told.lastTimestamp };
        await cluster.patch("Event", { name: told.name, namespace }, { type: "merge", body });
        return;
      } catch (error) {
        // Forgotten after its time: it is told anew.
        if (!isReason(error, "NotFound")) throw error;
      }
    }
    const manifest = this.#manifest(told, namespace);
    await cluster.create("Event", manifest);
    told.name = manifest.metadata.name;
  }

  #manifest({ about, text, count, firstTimestamp, lastTimestamp }: Told, namespace: string): Manifest {
    const { component, host, clock, random } = this.#options;
    const { type, reason, message, action, fieldPath } = text;
    // A name may be as long as an event's own: what is cut off must leave a name.
    const base = about.metadata.name.slice(0, 220).replace(/[-.]+$/, "");
    return {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `${base}.${clock.now().toString(16)}${random.suffix(5)}`, namespace },
      involvedObject: { ...referenceTo(about), ...(fieldPath ? { fieldPath } : {}) },
      type,
      reason,
      message: short(message),
      ...(action ? { action } : {}),
      source: { component, ...(host ? { host } : {}) },
      firstTimestamp,
      lastTimestamp,
      count,
      reportingComponent: component,
      reportingInstance: host ?? "",
    };
  }
}

function referenceTo({ apiVersion, kind, metadata }: EventSubject): Event["involvedObject"] {
  const { name, namespace, uid, resourceVersion } = metadata;
  return { apiVersion, kind, name, ...(namespace ? { namespace } : {}), uid, resourceVersion };
}

function short(message: string): string {
  return message.slice(0, maxMessage);
}

/** Forgets the oldest: what is forgotten starts a new event, no more. */
function trim(map: Map<string, unknown>): void {
  const oldest = map.size > maxKnown ? map.keys().next() : undefined;
  if (oldest && !oldest.done) map.delete(oldest.value);
}

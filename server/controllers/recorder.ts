import type { Cluster } from "@/server/cluster/cluster";
import { type Clock, timestamp } from "@/server/lib/clock";
import { isReason, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { Event, KubeObject } from "@/server/objects/types";
import type { Note } from "./actions";
import { encodeHash, fnv32 } from "./hash";

export interface Recorder {
  /** Writes the note as an Event, soon; never throws and never waits. */
  note(note: Note): void;
}

export interface RecorderOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
  /** Who says it: `deployment-controller`. */
  readonly component: string;
}

/** After Kubernetes' EventCorrelator: more than this many like events about one object in the window become one. */
const maxSimilar = 10;
const windowMs = 600_000;
const maxWaiting = 1_000;
const maxKnown = 4_096;

interface Known {
  readonly name: string;
  count: number;
  firstTimestamp: string;
  atMs: number;
}

/**
 * Writes Events as Kubernetes' recorder does: one that repeats counts up, and many that differ only in their message
 * are joined. One write at a time, and a bounded wait list: a storm of events costs the newest, not the engine.
 */
export class EventRecorder implements Recorder {
  readonly #options: RecorderOptions;
  readonly #known = new Map<string, Known>();
  readonly #similar = new Map<string, { startMs: number; messages: Set<string> }>();
  readonly #waiting: Note[] = [];
  #isWriting = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  note(note: Note): void {
    if (this.#waiting.length >= maxWaiting) return;
    this.#waiting.push(note);
    if (!this.#isWriting) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#isWriting = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        await this.#write(this.#joined(next));
      } catch (error) {
        // Gone with its namespace, or the store cannot write now: an event is not worth a second try.
        this.#options.log.debug({ reason: next.reason, error: messageOf(error) }, "an event was not recorded");
      }
    }
    this.#isWriting = false;
  }

  #joined(note: Note): Note {
    const key = [this.#options.component, note.about.metadata.uid, note.type, note.reason].join("/");
    const nowMs = this.#options.clock.monotonicMs();
    let similar = this.#similar.get(key);
    if (!similar || nowMs - similar.startMs > windowMs) {
      similar = { startMs: nowMs, messages: new Set() };
      this.#similar.set(key, similar);
      trim(this.#similar);
    }
    if (similar.messages.size < maxSimilar) similar.messages.add(note.message);
    if (similar.messages.has(note.message)) return note;
    return { ...note, message: `(combined from similar events): ${[...similar.messages].at(-1)}` };
  }

  async #write(note: Note): Promise<void> {
    const { cluster, clock } = this.#options;
    const key = [note.about.metadata.uid, note.type, note.reason, note.message].join("/");
    const now = timestamp(clock);
    const known = this.#known.get(key);
    const namespace = note.about.metadata.namespace ?? "default";
    if (known && clock.monotonicMs() - known.atMs < windowMs) {
      known.count += 1;
      try {
        const body = { count: known.count, lastTimestamp: now };
        await cluster.patch("Event", { name: known.name, namespace }, { type: "merge", body });
        return;
      } catch (error) {
        if (!isReason(error, "NotFound")) throw error;
      }
    }
    const name = `${note.about.metadata.name}.${clock.now().toString(16)}${encodeHash(fnv32(key))}`;
    await cluster.create("Event", this.#eventFor(note, { name, namespace }, now));
    this.#known.set(key, { name, count: 1, firstTimestamp: now, atMs: clock.monotonicMs() });
    trim(this.#known);
  }

  #eventFor(note: Note, at: { name: string; namespace: string }, now: string) {
    const { component } = this.#options;
    return {
      apiVersion: "v1",
      kind: "Event",
      metadata: at,
      involvedObject: referenceTo(note.about),
      type: note.type,
      reason: note.reason,
      message: note.message.slice(0, 1_024),
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      source: { component },
      reportingComponent: component,
      reportingInstance: "",
    };
  }
}

function referenceTo({ apiVersion, kind, metadata }: KubeObject): Event["involvedObject"] {
  const { name, namespace, uid, resourceVersion } = metadata;
  return { apiVersion, kind, name, ...(namespace ? { namespace } : {}), uid, resourceVersion };
}

/** Forgets the oldest: what is forgotten starts a new event, no more. */
function trim(map: Map<string, unknown>): void {
  const oldest = map.size > maxKnown ? map.keys().next() : undefined;
  if (oldest && !oldest.done) map.delete(oldest.value);
}

import { delay, systemClock } from "@/server/lib/clock";
import { isReason } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";
import type { Key, Operation, Store } from "../store";

/** Counts 1, 2, 3… in an object of its own, each write on the condition that the last one holds. */
export class CountingWriter {
  readonly name: string;
  /** What the store acknowledged, in order. */
  readonly acknowledged: { readonly count: number; readonly revision: number }[] = [];
  refused = 0;
  unknown = 0;
  lastAcknowledgedMs = 0;
  readonly #store: Store;
  #isWanted = false;
  #running: Promise<void> = Promise.resolve();

  constructor(store: Store, name: string) {
    this.#store = store;
    this.name = name;
  }

  start(): void {
    this.#isWanted = true;
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isWanted) {
      try {
        await this.#countOnce();
      } catch (error) {
        if (isReason(error, "OutcomeUnknown")) this.unknown++;
        else if (isReason(error, "Unavailable", "Conflict")) this.refused++;
        else throw error;
        await delay(systemClock, 20);
      }
    }
  }

  async #countOnce(): Promise<void> {
    const key: Key = { resource: "counters", namespace: "trial", name: this.name };
    const old = await this.#store.get(key);
    const count = countOf(old) + 1;
    const expect = old ? { revision: Number(old.metadata.resourceVersion) } : { isAbsent: true };
    const operation: Operation = { type: "put", key, object: counter(this.name, count), expect };
    const { revision } = await this.#store.commit([operation]);
    this.acknowledged.push({ count, revision });
    this.lastAcknowledgedMs = systemClock.monotonicMs();
  }
}

function countOf(object: KubeObject | undefined): number {
  return (object?.data as { count: number } | undefined)?.count ?? 0;
}

function counter(name: string, count: number): KubeObject {
  const metadata = { name, namespace: "trial", uid: name, resourceVersion: "", creationTimestamp: "" };
  return { apiVersion: "v1", kind: "Counter", metadata, data: { count } };
}

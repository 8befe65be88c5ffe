import { backoffMs } from "@/server/lib/backoff";
import { type Clock, delay } from "@/server/lib/clock";
import { ClusterError, isReason, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import { type Convert, customKinds } from "@/server/objects/custom/customKinds";
import { groupResource, type KindDefinition } from "@/server/objects/kind";
import type { KindRegistry } from "@/server/objects/registry";
import type { CustomResourceDefinition, KubeObject } from "@/server/objects/types";
import type { Change, Store, Watch } from "@/server/store/store";

export interface LiveKindsOptions {
  readonly store: Store;
  readonly builtIn: KindRegistry;
  readonly clock: Clock;
  readonly log: Log;
  /** Asked where a definition names a webhook for converting; without it such objects stay as they are stored. */
  readonly convert?: Convert;
}

const resource = "customresourcedefinitions.apiextensions.k8s.io";
const retry = { firstMs: 20, maxMs: 1_000 };

interface Known {
  /** What of the definition its kinds are made of, as text. */
  readonly text: string;
  readonly kinds: readonly KindDefinition[];
}

/**
 * The kinds that the engine knows now: the built-in ones, and those of the stored CustomResourceDefinitions. A kind stays
 * the same definition as long as nothing about it changes. A custom kind never takes the place of a built-in one.
 */
export class LiveKinds {
  /** Resolves once the definitions that are stored already count. */
  readonly ready: Promise<void>;
  readonly #options: LiveKindsOptions;
  readonly #known = new Map<string, Known>();
  readonly #calls = new Set<() => void>();
  readonly #closing = new AbortController();
  #waiters: { readonly revision: number; readonly resolve: () => void }[] = [];
  #registry: KindRegistry;
  #revision = -1;
  #watch: Watch | undefined;

  constructor(options: LiveKindsOptions) {
    this.#options = options;
    this.#registry = options.builtIn;
    this.ready = this.includes(0);
    void this.#run();
  }

  get registry(): KindRegistry {
    return this.#registry;
  }

  /** Calls whenever a kind came, went or changed. Returns the way to stop. */
  onChange(call: () => void): () => void {
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  /** Resolves once everything up to this revision counts. */
  includes(revision: number): Promise<void> {
    if (this.#revision >= revision || this.#closing.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push({ revision, resolve });
    });
  }

  close(): void {
    this.#closing.abort();
    this.#watch?.close();
    this.#seen(Number.POSITIVE_INFINITY);
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#options;
    for (let failures = 0; !this.#closing.signal.aborted; ) {
      try {
        await this.#follow();
        return; // The store was closed.
      } catch (error) {
        if (isReason(error, "Expired")) continue;
        failures += 1;
        log.warn({ error: messageOf(error), failures }, "the custom kinds cannot be followed, and are read again");
        await delay(clock, backoffMs(failures, retry), this.#closing.signal);
      }
    }
  }

  async #follow(): Promise<void> {
    const { store } = this.#options;
    const { items, revision } = await store.list({ resource });
    if (this.#closing.signal.aborted) return;
    const names = new Set(items.map(({ metadata }) => metadata.name));
    const gone = [...this.#known.keys()].filter((name) => !names.has(name));
    this.#take([...items, ...gone]);
    this.#watch = store.watch({ resource }, revision);
    this.#seen(revision);
    for await (const batch of this.#watch) {
      this.#take(batch.map(({ type, key, object }: Change) => (type === "DELETED" ? key.name : object)));
      this.#seen(batch.at(-1)?.revision ?? this.#revision);
    }
  }

  #seen(revision: number): void {
    this.#revision = Math.max(this.#revision, revision);
    const due = this.#waiters.filter((waiter) => waiter.revision <= this.#revision);
    this.#waiters = this.#waiters.filter((waiter) => waiter.revision > this.#revision);
    for (const { resolve } of due) resolve();
  }

  /** Definitions as they are now, and the names of those that are gone. */
  #take(states: readonly (KubeObject | string)[]): void {
    let isChanged = false;
    for (const state of states) isChanged = this.#takeOne(state) || isChanged;
    if (!isChanged) return;
    const { builtIn } = this.#options;
    const custom = [...this.#known.values()].flatMap(({ kinds }) => kinds);
    this.#registry = builtIn.with(custom.filter((kind) => !builtIn.byResource(groupResource(kind))));
    for (const call of this.#calls) call();
  }

  #takeOne(state: KubeObject | string): boolean {
    if (typeof state === "string") return this.#known.delete(state);
    const definition = state as CustomResourceDefinition;
    const { name } = definition.metadata;
    const text = textOf(definition);
    if (this.#known.get(name)?.text === text) return false;
    this.#known.set(name, { text, kinds: this.#kindsOf(definition) });
    return true;
  }

  #kindsOf(definition: CustomResourceDefinition): readonly KindDefinition[] {
    try {
      return customKinds(definition, this.#options.convert ?? cannotConvert);
    } catch (error) {
      // A definition that was stored before a rule came must not cost the engine all others.
      this.#options.log.error({ definition: definition.metadata.name, error }, "a custom kind cannot be used");
      return [];
    }
  }
}

function textOf({ metadata, spec, status }: CustomResourceDefinition): string {
  const established = status?.conditions?.find(({ type }) => type === "Established")?.status;
  const isDeleting = metadata.deletionTimestamp !== undefined;
  return JSON.stringify([metadata.uid, spec, status?.acceptedNames, established, isDeleting]);
}

async function cannotConvert(): Promise<never> {
  throw new ClusterError("InternalError", { says: "conversion webhooks cannot be called from here" });
}

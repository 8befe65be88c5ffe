/** The part of a Socket.io client that is used; tests put their own in its place. */
export interface LiveSocket {
  readonly connected: boolean;
  on(event: string, call: (...args: never[]) => void): unknown;
  off(event: string, call: (...args: never[]) => void): unknown;
  emit(event: string, ...args: unknown[]): unknown;
  connect(): unknown;
  disconnect(): unknown;
}

export interface LiveAnswer {
  readonly revision: number;
  readonly value: unknown;
}

/** What the server says of an error: `ClusterError` as the edge writes it. */
export interface LiveProblem {
  readonly reason: string;
  readonly says: string;
}

export type LiveState =
  | { readonly status: "connecting" }
  | { readonly status: "live" }
  /** What is shown was true at `sinceMs`. */
  | { readonly status: "lost"; readonly sinceMs: number };

interface Listener {
  onAnswer(answer: LiveAnswer): void;
  onProblem(problem: LiveProblem): void;
}

interface Subscription {
  readonly id: string;
  readonly view: string;
  readonly input: unknown;
  readonly listeners: Set<Listener>;
  latest?: LiveAnswer;
}

/**
 * Subscriptions over one socket. The same view with the same input is asked for once, however many show it; after a
 * reconnect all are asked for again. An answer older than what was shown is dropped.
 */
export class LiveConnection {
  readonly #socket: LiveSocket;
  readonly #nowMs: () => number;
  readonly #byKey = new Map<string, Subscription>();
  readonly #byId = new Map<string, Subscription>();
  readonly #watchers = new Set<() => void>();
  #state: LiveState = { status: "connecting" };
  #nextId = 1;

  constructor(socket: LiveSocket, nowMs: () => number) {
    this.#socket = socket;
    this.#nowMs = nowMs;
    socket.on("connect", () => this.#onConnect());
    socket.on("disconnect", () => this.#onLost());
    socket.on("connect_error", () => this.#onLost());
    socket.on("data", (message: { id: string } & LiveAnswer, done?: () => void) => this.#onData(message, done));
    socket.on("problem", (message: { id: string } & LiveProblem, done?: () => void) => this.#onProblem(message, done));
  }

  get socket(): LiveSocket {
    return this.#socket;
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Calls at each change of `state`. Returns how to end it. */
  watch(call: () => void): () => void {
    this.#watchers.add(call);
    return () => this.#watchers.delete(call);
  }

  subscribe(view: string, input: unknown, listener: Listener): () => void {
    const key = JSON.stringify([view, input]);
    const known = this.#byKey.get(key);
    const subscription = known ?? { id: String(this.#nextId++), view, input, listeners: new Set<Listener>() };
    subscription.listeners.add(listener);
    if (!known) {
      this.#byKey.set(key, subscription);
      this.#byId.set(subscription.id, subscription);
      if (this.#socket.connected) this.#ask(subscription);
    } else if (known.latest) {
      listener.onAnswer(known.latest);
    }
    return () => {
      subscription.listeners.delete(listener);
      if (subscription.listeners.size > 0 || this.#byId.get(subscription.id) !== subscription) return;
      this.#byKey.delete(key);
      this.#byId.delete(subscription.id);
      if (this.#socket.connected) this.#socket.emit("unsubscribe", { id: subscription.id });
    };
  }

  #ask({ id, view, input }: Subscription): void {
    this.#socket.emit("subscribe", { id, view, input });
  }

  #onConnect(): void {
    this.#setState({ status: "live" });
    for (const subscription of this.#byId.values()) {
      // A store restored from a backup counts lower than before: after a reconnect the first answer always wins.
      subscription.latest = undefined;
      this.#ask(subscription);
    }
  }

  #onLost(): void {
    if (this.#state.status !== "lost") this.#setState({ status: "lost", sinceMs: this.#nowMs() });
  }

  #onData({ id, revision, value }: { id: string } & LiveAnswer, done?: () => void): void {
    done?.();
    const subscription = this.#byId.get(id);
    if (!subscription || (subscription.latest && subscription.latest.revision > revision)) return;
    subscription.latest = { revision, value };
    for (const listener of subscription.listeners) listener.onAnswer(subscription.latest);
  }

  #onProblem({ id, reason, says }: { id: string } & LiveProblem, done?: () => void): void {
    // Until it is acknowledged the server sends nothing more: what is gone could never come back.
    done?.();
    const subscription = this.#byId.get(id);
    if (!subscription) return;
    subscription.latest = undefined;
    for (const listener of subscription.listeners) listener.onProblem({ reason, says });
  }

  #setState(state: LiveState): void {
    this.#state = state;
    for (const call of this.#watchers) call();
  }
}

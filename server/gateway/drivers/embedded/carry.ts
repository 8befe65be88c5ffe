import type http from "node:http";
import type { Dispatcher } from "undici";
import type { Clock } from "@/server/lib/clock";
import { type HeaderList, modifyHeaders } from "../../filters";
import type { Endpoint } from "../../table";
import type { Body } from "./body";
import { answeredHeaders, flat } from "./headers";
import type { Pools } from "./pools";

export interface Call {
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Body;
  readonly responseFilters: readonly Parameters<typeof modifyHeaders>[1][];
}

export type Outcome =
  /** The answer went out whole; or the client went away, which is nobody's fault. */
  | { readonly type: "answered"; readonly status: number }
  /** No byte of the answer was sent, so another pod may be asked if `mayRepeat`. */
  | { readonly type: "failed"; readonly mayRepeat: boolean; readonly isTimeout: boolean }
  /** The answer broke off in the middle. */
  | { readonly type: "broken" };

const repeatable = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);

/** Errors before any byte of the request went out. */
const neverSent = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_CLOSED",
  "UND_ERR_DESTROYED",
]);

/** What nginx logs for a client that went away. */
const clientClosed = 499;

/** To whom, by what, and until when. */
export interface Way {
  readonly pools: Pools;
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  /** By when the answer must be whole, in monotonic milliseconds; undefined for no limit. */
  readonly deadlineMs: number | undefined;
}

/** Sends a request to one pod and its answer to the client. Never rejects. */
export function carry(way: Way, call: Call, response: http.ServerResponse): Promise<Outcome> {
  const { pools, endpoint, clock, deadlineMs } = way;
  return new Promise((resolve) => {
    const handler = new Carrier(call, response, resolve);
    if (deadlineMs !== undefined) handler.endAfter(deadlineMs - clock.monotonicMs(), clock);
    try {
      pools.of(endpoint).dispatch(
        {
          path: call.target,
          method: call.method as Dispatcher.HttpMethod,
          headers: flat(call.headers),
          body: call.body.take() as unknown as Dispatcher.DispatchOptions["body"],
          headersTimeout: 0,
        },
        handler,
      );
    } catch (error) {
      handler.fail(error);
    }
  });
}

class Carrier implements Dispatcher.DispatchHandler {
  #status = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #isLate = false;
  #isOver = false;
  #stopTimer = () => {};
  readonly #onClose = () => {
    if (!this.response.writableFinished) this.#controller?.abort(new Error("the client went away"));
  };
  readonly #onDrain = () => this.#controller?.resume();

  constructor(
    private readonly call: Call,
    private readonly response: http.ServerResponse,
    private readonly settle: (outcome: Outcome) => void,
  ) {
    response.once("close", this.#onClose);
    response.on("drain", this.#onDrain);
  }

  /** Also while it still waits for a connection. */
  endAfter(ms: number, clock: Clock): void {
    this.#stopTimer = clock.after(Math.max(0, ms), () => {
      this.#isLate = true;
      const late = new Error("the answer was not whole in time");
      if (this.#controller) this.#controller.abort(late);
      else this.fail(late);
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error("it was over before it began"));
    else if (this.response.destroyed) controller.abort(new Error("the client went away"));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, string | string[]>): void {
    if (status < 200) return;
    this.#status = status;
    let list = answeredHeaders(headers);
    for (const filter of this.call.responseFilters) list = modifyHeaders(list, filter);
    this.response.writeHead(status, flat(list));
    // With the first bytes of the body in one write, where they are there already; alone, where they are long in coming.
    setImmediate(() => {
      if (!this.response.writableEnded && !this.response.destroyed) this.response.flushHeaders();
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.response.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.response.end();
    this.#finish({ type: "answered", status: this.#status });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  fail(error: unknown): void {
    if (this.#isOver) return;
    if (this.response.destroyed) {
      this.#finish({ type: "answered", status: this.#status || clientClosed });
    } else if (this.#status > 0) {
      this.response.destroy();
      this.#finish({ type: "broken" });
    } else {
      const code = String((error as NodeJS.ErrnoException | undefined)?.code ?? "");
      const isSafe = neverSent.has(code) || repeatable.has(this.call.method);
      const mayRepeat = !this.#isLate && !this.call.body.hasBegun && isSafe;
      this.#finish({ type: "failed", isTimeout: this.#isLate, mayRepeat });
    }
  }

  #finish(outcome: Outcome): void {
    this.#isOver = true;
    this.#stopTimer();
    this.response.off("close", this.#onClose);
    this.response.off("drain", this.#onDrain);
    this.settle(outcome);
  }
}

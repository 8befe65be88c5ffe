import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as overHttp } from "node:http";
import { Agent as HttpsAgent, request as overTls } from "node:https";
import type { Clock } from "@/server/lib/clock";
import { ClusterError, messageOf } from "@/server/lib/errors";
import { fromAnswer } from "./status";
import type { ChannelEndpoint } from "./streams/channelSession";

export interface HttpEndpoint {
  /** A unix socket; without it, `url` says where. */
  readonly socketPath?: string;
  /** `https://host:port`. */
  readonly url?: string;
  /** The certificate authority that the server must be signed by, as PEM. */
  readonly ca?: string;
  /** The bearer token; asked for at each request, so that a rotated one is used at once. */
  token?(): string;
}

export interface TransportOptions extends HttpEndpoint {
  readonly clock: Clock;
  /** A request that is no watch is given up after this time; 30 s unless told. */
  readonly timeoutMs?: number;
  /** The newest epoch of the store that an earlier process has seen. */
  readonly epoch?: number;
  /** Hears each newer epoch, to keep it. */
  onEpoch?(epoch: number): void;
}

export interface Sent {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

/**
 * How long an unused connection is kept: less than servers keep it (Node 5 s, Kubernetes minutes), so that no write is
 * ever sent on one that is just being closed.
 */
const idleMs = 3_000;
const idleTlsMs = 60_000;

/** Requests to a Kubernetes API server: connections are kept, answers of an older epoch refused, Status objects thrown. */
export class HttpTransport {
  readonly #options: TransportOptions;
  readonly #agent: HttpAgent;
  #epoch: number;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#epoch = options.epoch ?? 0;
    this.#agent = options.url?.startsWith("https:")
      ? new HttpsAgent({ keepAlive: true, timeout: idleTlsMs })
      : new HttpAgent({ keepAlive: true, timeout: idleMs });
  }

  /** The body of the answer, parsed. */
  async json(sent: Sent): Promise<unknown> {
    const response = await this.#send(sent, this.#options.timeoutMs ?? 30_000);
    const text = await textOf(response).catch((cause: unknown) => {
      throw sent.method === "GET" ? cut(cause) : lost(cause);
    });
    return JSON.parse(text);
  }

  /** The answer with its body still to be read; the reader destroys it when it has had enough. */
  stream(sent: Sent): Promise<IncomingMessage> {
    return this.#send(sent, undefined);
  }

  /** For what becomes a WebSocket. */
  channelEndpoint(path: string): ChannelEndpoint {
    const { url = "", socketPath, ca, token } = this.#options;
    return {
      url: socketPath ? `ws+unix://${socketPath}:${path}` : new URL(path, url.replace(/^http/, "ws")).href,
      headers: token ? { authorization: `Bearer ${token()}` } : {},
      ...(ca && { ca }),
      broken: (cause) => new ClusterError("Unavailable", { says: `the API server: ${messageOf(cause)}`, cause }),
      refused: fromAnswer,
    };
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(sent: Sent, timeoutMs: number | undefined): Promise<IncomingMessage> {
    let response: IncomingMessage;
    try {
      response = await this.#once(sent, timeoutMs);
    } catch (error) {
      // A kept connection that the server had closed meanwhile: a read is simply asked for again.
      if (!(error instanceof Broken) || sent.method !== "GET" || !error.wasReused) throw toClusterError(error, sent);
      response = await this.#once(sent, timeoutMs).catch((again: unknown) => {
        throw toClusterError(again, sent);
      });
    }
    this.#checkEpoch(response);
    const code = response.statusCode ?? 500;
    if (code < 300) return response;
    const says = await textOf(response).catch((cause: unknown) => {
      throw cut(cause);
    });
    throw fromAnswer(code, says);
  }

  #once({ method, path, body, contentType, signal }: Sent, timeoutMs: number | undefined): Promise<IncomingMessage> {
    const { url, socketPath, ca, token, clock } = this.#options;
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers = {
      accept: "application/json",
      ...(token && { authorization: `Bearer ${token()}` }),
      ...(payload && { "content-type": contentType ?? "application/json", "content-length": payload.length }),
    };
    return new Promise((resolve, reject) => {
      const options = { method, headers, agent: this.#agent, signal, ...(socketPath ? { socketPath, path } : { ca }) };
      const to: ClientRequest = url?.startsWith("https:")
        ? overTls(new URL(path, url), options)
        : socketPath
          ? overHttp(options)
          : overHttp(new URL(path, url), options);
      const cancel =
        timeoutMs === undefined ? () => {} : clock.after(timeoutMs, () => to.destroy(new Error("no answer in time")));
      to.on("response", (response) => {
        response.once("close", cancel);
        resolve(response);
      });
      to.on("error", (error) => {
        cancel();
        reject(new Broken(error, to.reusedSocket));
      });
      to.end(payload);
    });
  }

  #checkEpoch(response: IncomingMessage): void {
    const header = response.headers["pilothouse-epoch"];
    const epoch = Number(header);
    if (header === undefined || !Number.isSafeInteger(epoch)) return;
    if (epoch < this.#epoch) {
      response.destroy();
      const says = `an older control plane answered (epoch ${epoch}, after ${this.#epoch}): its answer was not used`;
      throw new ClusterError("Unavailable", { says });
    }
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#options.onEpoch?.(epoch);
  }
}

/** The connection failed before there was an answer. */
class Broken extends Error {
  constructor(
    readonly why: NodeJS.ErrnoException,
    readonly wasReused: boolean,
  ) {
    super(why.message);
  }
}

const unreached = new Set(["ECONNREFUSED", "ENOENT", "EACCES", "ENOTFOUND", "EHOSTUNREACH"]);

/** A write whose answer was lost may have been done; one that found nobody was not. */
function toClusterError(error: unknown, { method }: Sent): unknown {
  if (!(error instanceof Broken)) return error;
  const { why } = error;
  const isLost = method !== "GET" && !unreached.has(why.code ?? "");
  return isLost
    ? lost(why)
    : new ClusterError("Unavailable", { says: `the API server does not answer: ${messageOf(why)}`, cause: why });
}

function lost(cause: unknown): ClusterError {
  return new ClusterError("OutcomeUnknown", {
    says: `the answer was lost (${messageOf(cause)}): it may have been done`,
    cause,
  });
}

/** Of a read, or of a refusal: nothing was done. */
function cut(cause: unknown): ClusterError {
  return new ClusterError("Unavailable", { says: `the answer was cut: ${messageOf(cause)}`, cause });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

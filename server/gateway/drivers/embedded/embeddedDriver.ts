import fs from "node:fs";
import http from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "@/server/lib/clock";
import { type HeaderList, modifyHeaders, redirect, rewrite } from "../../filters";
import { type Found, findRule } from "../../match";
import { Turns } from "../../pick";
import { type Backend, type Endpoint, emptyTable, type RouteTable, type Rule } from "../../table";
import { Withdrawn } from "../../withdrawn";
import { type BackendStats, type GatewayDriver, latencyBoundsMs } from "../driver";
import { bodyOf } from "./body";
import { type Call, carry, type Outcome } from "./carry";
import { forwardedHeaders } from "./headers";
import { Pools } from "./pools";
import { tunnel } from "./tunnel";

const mostTries = 3;
const closeAfterMs = 5000;

/** Carries HTTP in this process, by undici. */
export class EmbeddedDriver implements GatewayDriver {
  readonly name = "embedded";
  readonly #server = http.createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 });
  readonly #pools = new Pools();
  readonly #turns = new Turns();
  readonly #withdrawn: Withdrawn;
  readonly #stats = new Map<string, BackendStats>();
  #table: RouteTable = emptyTable;

  /** Behind a proxy of ours, what that one says of the client is believed. */
  constructor(
    private readonly clock: Clock,
    private readonly options: { readonly isBehindProxy?: boolean } = {},
  ) {
    this.#withdrawn = new Withdrawn(clock);
    this.#server.on("request", (request, response) => this.#serve(request, response));
    this.#server.on("checkContinue", (request, response) => {
      response.writeContinue();
      this.#serve(request, response);
    });
    this.#server.on("upgrade", (request, socket, head) => {
      try {
        this.#upgrade(request, socket as Socket, head);
      } catch {
        socket.destroy();
      }
    });
  }

  listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
  }

  /** Listens at a local socket. */
  listenAt(socketPath: string): Promise<void> {
    fs.rmSync(socketPath, { force: true });
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(socketPath, () => {
        this.#server.off("error", reject);
        fs.chmodSync(socketPath, 0o600);
        resolve();
      });
    });
  }

  /** Where it listens, for tests that ask for any free port. */
  get port(): number {
    const address = this.#server.address();
    return address && typeof address === "object" ? address.port : 0;
  }

  async apply(table: RouteTable): Promise<void> {
    this.#table = table;
    this.#withdrawn.settle(table);
    const rules = Object.values(table.hosts).flatMap((entries) => entries.map(({ rule }) => rule));
    const backends = rules.flatMap((rule) => rule.backends);
    const backendIds = new Set(backends.map(({ id }) => id));
    this.#turns.keepOnly(new Set(rules.map(({ id }) => id)), backendIds);
    for (const id of this.#stats.keys()) if (!backendIds.has(id)) this.#stats.delete(id);
    this.#pools.keepOnly(backends.flatMap(({ endpoints }) => endpoints));
  }

  async withdraw(podUid: string): Promise<void> {
    this.#withdrawn.add(podUid);
    for (const entries of Object.values(this.#table.hosts))
      for (const { rule } of entries)
        for (const { endpoints } of rule.backends)
          for (const endpoint of endpoints) if (endpoint.podUid === podUid) this.#pools.release(endpoint);
  }

  async stats(): Promise<ReadonlyMap<string, BackendStats>> {
    return this.#stats;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.clock.after(closeAfterMs, () => this.#server.closeAllConnections());
      this.#server.close(() => {
        cancel();
        resolve();
      });
      this.#server.closeIdleConnections();
    });
    await this.#pools.closeAll();
  }

  /** No request, whatever it holds, ends the gateway: a fault of ours is one answer of 500. */
  #serve(request: http.IncomingMessage, response: http.ServerResponse): void {
    this.#answer(request, response).catch(() => say(response, 500, "The gateway failed on this request."));
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    // The request's own error is told by the answer's end; without a listener it would end the process.
    request.on("error", () => {});
    response.on("error", () => {});
    const found = this.#find(request);
    if (!found) return say(response, 404, `No route leads to ${request.headers.host ?? ""}${request.url ?? ""}.`);
    const host = request.headers.host ?? "";
    const away = redirect(found.rule.filters, found.match, { scheme: "http", host, target: request.url ?? "/" });
    if (away) return void response.writeHead(away.status, { location: away.location }).end();
    const backend = this.#turns.backend(found.rule);
    if (!backend) return say(response, 500, `${found.rule.id} sends its requests nowhere: no backend has a weight.`);
    if (!backend.isThere) return say(response, 500, `${backend.id} is no Service port.`);
    await this.#carry({ call: this.#callOf(request, found, backend), backend, rule: found.rule }, response);
  }

  async #carry({ call, backend, rule }: Carrying, response: http.ServerResponse): Promise<void> {
    const startedMs = this.clock.monotonicMs();
    const tried = new Set<Endpoint>();
    let outcome: Outcome = { type: "failed", mayRepeat: true, isTimeout: false };
    while (tried.size < mostTries && outcome.type === "failed" && outcome.mayRepeat) {
      const endpoint = this.#endpoint(backend, tried);
      if (!endpoint) break;
      tried.add(endpoint);
      const deadlineMs = deadlineOf(rule, startedMs, this.clock.monotonicMs());
      const way = { pools: this.#pools, endpoint, clock: this.clock, deadlineMs };
      outcome = await carry(way, call, response);
    }
    this.#count(backend, outcome, this.clock.monotonicMs() - startedMs);
    if (outcome.type !== "failed") return;
    if (tried.size === 0) return say(response, 503, `${backend.id} has no ready pod.`);
    if (outcome.isTimeout) return say(response, 504, `${backend.id} did not answer in time.`);
    say(response, 502, `${backend.id} could not be reached.`);
  }

  #upgrade(request: http.IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const found = this.#find(request);
    const backend = found && this.#turns.backend(found.rule);
    const endpoint = backend?.isThere ? this.#endpoint(backend, new Set()) : undefined;
    if (!found || !backend || !endpoint) {
      socket.end(
        `HTTP/1.1 ${found ? 503 : 404} ${found ? "Service Unavailable" : "Not Found"}\r\nconnection: close\r\n\r\n`,
      );
      return;
    }
    const call = this.#callOf(request, found, backend);
    tunnel({ endpoint, call, request, socket, head, clock: this.clock });
  }

  #find(request: http.IncomingMessage): Found | undefined {
    return findRule(this.#table, {
      host: request.headers.host ?? "",
      method: request.method ?? "GET",
      target: request.url ?? "/",
      headers: request.headers,
    });
  }

  #endpoint(backend: Backend, tried: ReadonlySet<Endpoint>): Endpoint | undefined {
    return this.#turns.endpoint(
      backend.id,
      backend.endpoints,
      (endpoint) => !tried.has(endpoint) && !this.#withdrawn.has(endpoint.podUid),
    );
  }

  #callOf(request: http.IncomingMessage, { rule, match }: Found, backend: Backend): Call {
    const filters = [...rule.filters, ...backend.filters];
    const sent = rewrite(filters, match, { target: request.url ?? "/", host: request.headers.host });
    let headers: HeaderList = forwardedHeaders(request, sent.host, this.options.isBehindProxy);
    for (const { requestHeaderModifier } of filters)
      if (requestHeaderModifier) headers = modifyHeaders(headers, requestHeaderModifier);
    return {
      method: request.method ?? "GET",
      target: sent.target,
      headers,
      body: bodyOf(request),
      responseFilters: filters.flatMap(({ responseHeaderModifier }) =>
        responseHeaderModifier ? [responseHeaderModifier] : [],
      ),
    };
  }

  #count(backend: Backend, outcome: Outcome, tookMs: number): void {
    let stats = this.#stats.get(backend.id);
    if (!stats) {
      stats = { requests: 0, errors: 0, latencyCounts: new Array(latencyBoundsMs.length + 1).fill(0) };
      this.#stats.set(backend.id, stats);
    }
    stats.requests++;
    if (outcome.type !== "answered" || outcome.status >= 500) stats.errors++;
    const bound = latencyBoundsMs.findIndex((most) => tookMs <= most);
    const index = bound < 0 ? latencyBoundsMs.length : bound;
    stats.latencyCounts[index] = (stats.latencyCounts[index] ?? 0) + 1;
  }
}

interface Carrying {
  readonly call: Call;
  readonly backend: Backend;
  readonly rule: Rule;
}

/** The sooner of the two that a rule may have: for all tries together, and for the one that begins now. */
function deadlineOf(rule: Rule, startedMs: number, nowMs: number): number | undefined {
  const { requestTimeoutMs = Number.POSITIVE_INFINITY, backendTimeoutMs = Number.POSITIVE_INFINITY } = rule;
  const deadlineMs = Math.min(startedMs + requestTimeoutMs, nowMs + backendTimeoutMs);
  return Number.isFinite(deadlineMs) ? deadlineMs : undefined;
}

function say(response: http.ServerResponse, status: number, text: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" });
  response.end(`${text}\n`);
}

import net, { type Server, type Socket } from "node:net";
import { Turns } from "../pick";
import type { Endpoint, ServicePort } from "../table";

const connectTimeoutMs = 3000;
const mostTries = 3;

export interface TcpProxyOptions {
  readonly isWithdrawn: (podUid: string) => boolean;
  readonly nowMs: () => number;
}

/** One listening address of a Service: each connection goes to the next ready pod, and to another if that one refuses. */
export class TcpProxy {
  readonly #server: Server;
  readonly #turns = new Turns();
  readonly #sockets = new Set<Socket>();
  readonly #affinity = new Map<string, { podUid: string; untilMs: number }>();
  #service: ServicePort;

  constructor(
    service: ServicePort,
    private readonly options: TcpProxyOptions,
  ) {
    this.#service = service;
    this.#server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }

  listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        // A later error (out of file descriptors) refuses one connection, and is no reason to end.
        this.#server.on("error", () => {});
        resolve();
      });
    });
  }

  /** New endpoints; connections that are open stay where they are. */
  update(service: ServicePort): void {
    this.#service = service;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(client: Socket): void {
    this.#track(client);
    client.on("error", () => client.destroy());
    this.#connect(client, new Set());
  }

  #connect(client: Socket, tried: Set<Endpoint>): void {
    const endpoint = tried.size < mostTries ? this.#pick(client.remoteAddress ?? "", tried) : undefined;
    if (!endpoint || client.destroyed) return void client.destroy();
    tried.add(endpoint);
    const upstream = net.connect({ host: endpoint.address, port: endpoint.port, allowHalfOpen: true, noDelay: true });
    this.#track(upstream);
    upstream.setTimeout(connectTimeoutMs, () => upstream.destroy(new Error("no answer")));
    let isOpen = false;
    upstream.once("connect", () => {
      isOpen = true;
      upstream.setTimeout(0);
      client.pipe(upstream);
      upstream.pipe(client);
    });
    upstream.on("error", () => {
      if (isOpen) client.destroy();
      else this.#connect(client, tried);
    });
    client.once("close", () => upstream.destroy());
  }

  #pick(clientAddress: string, tried: ReadonlySet<Endpoint>): Endpoint | undefined {
    const { id, endpoints, affinitySeconds } = this.#service;
    const isAllowed = (endpoint: Endpoint) => !tried.has(endpoint) && !this.options.isWithdrawn(endpoint.podUid);
    if (!affinitySeconds) return this.#turns.endpoint(id, endpoints, isAllowed);
    const kept = this.#affinity.get(clientAddress);
    const now = this.options.nowMs();
    const same =
      kept && kept.untilMs > now ? endpoints.find((one) => one.podUid === kept.podUid && isAllowed(one)) : undefined;
    const endpoint = same ?? this.#turns.endpoint(id, endpoints, isAllowed);
    if (endpoint) this.#affinity.set(clientAddress, { podUid: endpoint.podUid, untilMs: now + affinitySeconds * 1000 });
    return endpoint;
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }
}

import { connect, createServer, type Server, type Socket } from "node:net";

/** A wire between a client and a server on this machine that a test can hold and cut. */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<{ client: Socket; upstream: Socket; held: Buffer[] }>();
  #isHolding = false;
  #isOpen = true;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(targetPort: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server);
    server.on("connection", (client) => proxy.#accept(client, targetPort));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address ? address.port : 0;
  }

  /** What clients send from now on waits here, until `release`. */
  hold(): void {
    this.#isHolding = true;
  }

  /** Bytes that wait here. */
  get heldBytes(): number {
    return [...this.#pairs].reduce((sum, { held }) => sum + Buffer.concat(held).length, 0);
  }

  /** Passes on what was held, even of clients that were cut. */
  release(): void {
    this.#isHolding = false;
    for (const { upstream, held } of this.#pairs) for (const data of held.splice(0)) upstream.write(data);
  }

  /** Clients lose their connections; the server does not notice. Later clients are served at once. */
  cut(): void {
    this.#isHolding = false;
    for (const { client } of this.#pairs) client.destroy();
  }

  /** No new client gets through while it is shut. */
  shut(isShut: boolean): void {
    this.#isOpen = !isShut;
  }

  async close(): Promise<void> {
    for (const { client, upstream } of this.#pairs) {
      client.destroy();
      upstream.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket, targetPort: number): void {
    if (!this.#isOpen) {
      client.destroy();
      return;
    }
    const upstream = connect(targetPort, "127.0.0.1");
    const pair = { client, upstream, held: [] as Buffer[] };
    this.#pairs.add(pair);
    client.on("data", (data) =>
      this.#isHolding || pair.held.length > 0 ? pair.held.push(data) : upstream.write(data),
    );
    upstream.on("data", (data) => client.writable && client.write(data));
    upstream.on("close", () => {
      this.#pairs.delete(pair);
      client.destroy();
    });
    for (const socket of [client, upstream]) socket.on("error", () => {});
  }
}

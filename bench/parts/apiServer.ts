import { Agent, type Dispatcher } from "undici";
import { systemClock } from "@/server/lib/clock";
import type { KubeConnection } from "@/server/testing/kubeConnection";

/** An API server under load, ours or the real one: the same requests, over the same kind of connections. */
export class ApiServer {
  readonly #connection: KubeConnection;
  readonly #agent: Agent;

  constructor(connection: KubeConnection, connections: number) {
    this.#connection = connection;
    this.#agent = new Agent({ connections, connect: { ...connection.tls }, bodyTimeout: 0 });
  }

  /** Resolves with the whole answer's bytes; rejects when it is no 2xx. */
  async ask(method: Dispatcher.HttpMethod, path: string, sent?: { type?: string; body: unknown }): Promise<Buffer> {
    const answer = await this.#request(method, path, sent);
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${bytes.subarray(0, 500)}`);
    return bytes;
  }

  /** Calls with each chunk of a watch; resolves when it has begun. */
  async watch(path: string, onChunk: (chunk: Buffer) => void): Promise<void> {
    const { statusCode, body } = await this.#request("GET", path);
    if (statusCode !== 200) throw new Error(`GET ${path}: ${statusCode}`);
    // Ended by `close`, which is an error to the stream.
    body.on("data", onChunk).on("error", () => {});
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  #request(method: Dispatcher.HttpMethod, path: string, sent?: { type?: string; body: unknown }) {
    const { server, headers } = this.#connection;
    const type = sent && { "content-type": sent.type ?? "application/json" };
    const body = sent && { body: JSON.stringify(sent.body) };
    return this.#agent.request({ origin: server, path, method, headers: { ...headers, ...type }, ...body });
  }
}

/** Does `act` so many times a second for so long, whether or not earlier ones are done; milliseconds of each. */
export async function atRate(
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  act: (turn: number) => Promise<unknown>,
): Promise<number[]> {
  const tookMs: number[] = [];
  const under: Promise<void>[] = [];
  const startMs = systemClock.monotonicMs();
  const one = async (turn: number) => {
    // From when it was due: a server that holds up later ones is not excused.
    const dueMs = startMs + (turn / perSecond) * 1000;
    await act(turn);
    tookMs.push(systemClock.monotonicMs() - dueMs);
  };
  await new Promise<void>((resolve) => {
    let turn = 0;
    const stop = systemClock.every(5, () => {
      const dueTurns = Math.min(perSecond * seconds, ((systemClock.monotonicMs() - startMs) / 1000) * perSecond);
      for (; turn < dueTurns; turn++) under.push(one(turn));
      if (turn < perSecond * seconds) return;
      stop();
      resolve();
    });
  });
  await Promise.all(under);
  return tookMs;
}

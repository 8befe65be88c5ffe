import dgram from "node:dgram";
import net from "node:net";
import type { Clock } from "@/server/lib/clock";
import { framed } from "./server";

export interface Upstream {
  readonly address: string;
  readonly port: number;
}

const timeoutMs = 2_000;
const mostAtOnce = 512;

/** Passes queries on as they are, to the first resolver that answers in time. */
export class Forwarder {
  #running = 0;

  constructor(
    private readonly upstreams: () => readonly Upstream[],
    private readonly clock: Clock,
  ) {}

  /** Rejects when there is no resolver, none answers, or too many wait already. */
  async ask(query: Buffer, transport: "udp" | "tcp"): Promise<Buffer> {
    if (this.#running >= mostAtOnce) throw new Error("too many names are being asked for");
    this.#running++;
    try {
      for (const upstream of this.upstreams()) {
        const reply = await askOne(query, upstream, { transport, clock: this.clock });
        if (reply) return reply;
      }
    } finally {
      this.#running--;
    }
    throw new Error("no resolver answered");
  }
}

interface How {
  readonly transport: "udp" | "tcp";
  readonly clock: Clock;
}

function askOne(query: Buffer, upstream: Upstream, { transport, clock }: How): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const finish = (reply?: Buffer) => {
      cancel();
      end();
      resolve(reply);
    };
    const cancel = clock.after(timeoutMs, () => finish());
    const end = transport === "udp" ? byUdp(query, upstream, finish) : byTcp(query, upstream, finish);
  });
}

/** Each query from a port of its own: an answer to another one cannot be taken for it. */
function byUdp(query: Buffer, { address, port }: Upstream, finish: (reply?: Buffer) => void): () => void {
  const socket = dgram.createSocket(net.isIPv6(address) ? "udp6" : "udp4");
  let isOpen = true;
  socket.once("error", () => finish());
  socket.on("message", (reply) => {
    if (reply.length >= 12 && reply.readUInt16BE(0) === query.readUInt16BE(0)) finish(reply);
  });
  socket.connect(port, address, () => {
    if (isOpen) socket.send(query, () => {});
  });
  return () => {
    if (isOpen) socket.close();
    isOpen = false;
  };
}

function byTcp(query: Buffer, { address, port }: Upstream, finish: (reply?: Buffer) => void): () => void {
  const socket = net.connect(port, address, () => socket.write(framed(query)));
  let all: Buffer = Buffer.alloc(0);
  socket.on("error", () => finish());
  socket.on("close", () => finish());
  socket.on("data", (piece) => {
    all = Buffer.concat([all, piece]);
    if (all.length >= 2 && all.length >= 2 + all.readUInt16BE(0)) finish(all.subarray(2, 2 + all.readUInt16BE(0)));
  });
  return () => socket.destroy();
}

import dgram from "node:dgram";
import net from "node:net";

export type Handle = (query: Buffer, transport: "udp" | "tcp") => Promise<Buffer | undefined>;

export interface DnsServer {
  readonly port: number;
  close(): Promise<void>;
}

const idleMs = 10_000;
const maxConnections = 200;

/** Listens by UDP and TCP at one address and port (0: one that both have free). Rejects when it cannot. */
export async function listenDns(address: string, port: number, handle: Handle): Promise<DnsServer> {
  const udp = await listenUdp(address, port, handle);
  const chosen = udp.address().port;
  try {
    const tcp = await listenTcp(address, chosen, handle);
    return {
      port: chosen,
      async close() {
        tcp.close();
        await new Promise<void>((resolve) => udp.close(() => resolve()));
      },
    };
  } catch (error) {
    udp.close();
    throw error;
  }
}

function listenUdp(address: string, port: number, handle: Handle): Promise<dgram.Socket> {
  const socket = dgram.createSocket(net.isIPv6(address) ? "udp6" : "udp4");
  socket.on("message", (query, from) => {
    handle(query, "udp").then(
      (reply) => {
        if (reply) socket.send(reply, from.port, from.address, () => {});
      },
      () => {},
    );
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, address, () => {
      socket.off("error", reject);
      // A later error is about one packet.
      socket.on("error", () => {});
      resolve(socket);
    });
  });
}

interface TcpServer {
  close(): void;
}

function listenTcp(address: string, port: number, handle: Handle): Promise<TcpServer> {
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    serve(socket, handle);
  });
  server.maxConnections = maxConnections;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () => {
      server.off("error", reject);
      server.on("error", () => {});
      resolve({
        close() {
          server.close();
          for (const socket of open) socket.destroy();
        },
      });
    });
  });
}

/** Queries come one after another, each behind its length (16 bits, big endian). */
function serve(socket: net.Socket, handle: Handle): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.setTimeout(idleMs, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.on("data", (piece) => {
    rest = Buffer.concat([rest, piece]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0);
      const query = rest.subarray(2, end);
      rest = rest.subarray(end);
      handle(query, "tcp").then(
        (reply) => {
          if (reply && !socket.destroyed) socket.write(framed(reply));
        },
        () => socket.destroy(),
      );
    }
  });
}

export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Forwarding } from "@/server/cluster/cluster";
import { frame, textFrame, textUnframe, unframe } from "@/server/cluster/streams/channels";
import { Gauge } from "@/server/cluster/streams/gauge";
import { ClusterError, messageOf } from "@/server/lib/errors";
import { portOf } from "./forwardStreams";

/** After `k8s.io/kubelet/pkg/cri/streaming/portforward/websocket.go`. */
export const forwardProtocols = ["v4.channel.k8s.io", "v4.base64.channel.k8s.io"];

/** The ports in the query; `BadRequest` when there is none, or one that is no port. */
export function portsIn(query: URLSearchParams): number[] {
  const texts = query.getAll("ports").flatMap((value) => value.split(","));
  if (texts.length === 0) throw new ClusterError("BadRequest", { says: 'query parameter "port" is required' });
  return texts.map((text) => {
    const port = portOf(text);
    if (port === undefined)
      throw new ClusterError("BadRequest", { says: `unable to parse ${JSON.stringify(text)} as a port` });
    return port;
  });
}

interface ChannelForwarding {
  readonly ports: readonly number[];
  readonly pod: string;
  readonly isBase64: boolean;
}

const mostBytes = 256 * 1024;

/**
 * One connection for each port: channel 2i carries its bytes and 2i+1 why there are none. Each begins with the port
 * itself in two bytes, little endian: that of the bytes once the pod has taken the connection.
 */
export function forwardChannels(webSocket: WebSocket, forwarding: Forwarding, options: ChannelForwarding): void {
  const targets = new Map<number, Promise<Duplex>>();
  const input = new Gauge(mostBytes, { full: () => webSocket.pause(), free: () => webSocket.resume() });
  const left = new Set(options.ports.keys());
  const send = (channel: number, data: Uint8Array, sent: () => void = () => {}) => {
    if (webSocket.readyState !== webSocket.OPEN) return sent();
    webSocket.send(options.isBase64 ? textFrame(channel, data) : frame(channel, data), () => sent());
  };
  const over = (index: number) => {
    if (left.delete(index) && left.size === 0) webSocket.close(1000);
  };
  for (const [index, port] of options.ports.entries()) {
    send(2 * index + 1, littleEndian(port));
    const target = forwarding.connect(port);
    targets.set(2 * index, target);
    target.then(
      (duplex) => {
        send(2 * index, littleEndian(port));
        carry(duplex, (data, sent) => send(2 * index, data, sent));
        duplex.once("close", () => over(index));
      },
      (error: unknown) => {
        const says = `error forwarding port ${port} to pod ${options.pod}: ${messageOf(error)}`;
        send(2 * index + 1, Buffer.from(says), () => over(index));
      },
    );
  }
  webSocket.on("message", (message: Buffer) => {
    const { channel, payload } = options.isBase64 ? textUnframe(message.toString("latin1")) : unframe(message);
    input.add(payload.byteLength);
    const taken = () => input.take(payload.byteLength);
    targets.get(channel)?.then((duplex) => (duplex.writable ? duplex.write(payload, taken) : taken()), taken) ??
      taken();
  });
  webSocket.on("close", () => forwarding.close());
}

/** Reads as fast as it can be sent on. */
function carry(duplex: Duplex, send: (data: Buffer, sent: () => void) => void): void {
  const output = new Gauge(mostBytes, { full: () => duplex.pause(), free: () => duplex.resume() });
  duplex.on("error", () => {});
  duplex.on("data", (data: Buffer) => {
    output.add(data.length);
    send(data, () => output.take(data.length));
  });
}

function littleEndian(port: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(port);
  return bytes;
}

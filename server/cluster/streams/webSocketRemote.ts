import type { RawData, WebSocket } from "ws";
import type { ExecSession } from "../cluster";
import { bridge, type Remote, type RemoteInput } from "./bridge";
import {
  Channel,
  type ChannelProtocol,
  frame,
  type SessionStatus,
  sizeIn,
  textFrame,
  textUnframe,
  unframe,
} from "./channels";

export interface ChannelOptions {
  readonly protocol: ChannelProtocol;
  /** Whether the opener wants this stream; what it did not ask for is dropped. */
  wants(stream: "stdout" | "stderr"): boolean;
}

/** Joins a session to a WebSocket, in Kubernetes' channels. */
export function joinWebSocket(socket: WebSocket, session: ExecSession, options: ChannelOptions): void {
  const input = bridge(session, webSocketRemote(socket, options));
  socket.on("message", (data) => take(input, options.protocol, data));
  socket.on("close", () => input.gone());
  socket.on("error", () => input.gone());
}

function webSocketRemote(socket: WebSocket, { protocol, wants }: ChannelOptions): Remote {
  const put = (channel: number, payload: Uint8Array, sent: () => void) => {
    if (socket.readyState !== socket.OPEN) return sent();
    socket.send(protocol.isBase64 ? textFrame(channel, payload) : frame(channel, payload), () => sent());
  };
  return {
    send: (stream, data, sent) => (wants(stream) ? put(Channel[stream], data, sent) : sent()),
    finish(status) {
      const says = endOf(status, protocol);
      const close = () => socket.close(1000);
      // A paused socket would never read the other side's goodbye.
      socket.resume();
      if (says === undefined) close();
      else put(Channel.status, Buffer.from(says), close);
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}

/** What the status channel carries at the end; the first version says nothing when all went well. */
export function endOf(status: SessionStatus, { hasStatus }: Pick<ChannelProtocol, "hasStatus">): string | undefined {
  if (hasStatus) return JSON.stringify(status);
  return status.status === "Success" ? undefined : (status.message ?? "");
}

function take(input: RemoteInput, { isBase64 }: ChannelProtocol, data: RawData): void {
  const message = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
  const { channel, payload } = isBase64 ? textUnframe(message.toString("latin1")) : unframe(message);
  if (channel === Channel.stdin) input.stdin(payload);
  else if (channel === Channel.close && payload[0] === Channel.stdin) input.end();
  else if (channel === Channel.resize) input.resize(sizeIn(payload));
}

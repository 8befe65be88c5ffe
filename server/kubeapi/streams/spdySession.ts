import type { ExecSession } from "@/server/cluster/cluster";
import { bridge, type Remote, type RemoteInput } from "@/server/cluster/streams/bridge";
import { type SessionStatus, sizeIn } from "@/server/cluster/streams/channels";
import { endOf } from "@/server/cluster/streams/webSocketRemote";
import type { Clock } from "@/server/lib/clock";
import type { SpdyConnection } from "../spdy/connection";
import type { SpdyStream } from "../spdy/stream";
import type { WantedStreams } from "./upgradeRequest";

/** Newest first. From version 4 on the end is told as a Status; version 3 has sizes. */
export const spdyProtocols = [
  { name: "v4.channel.k8s.io", hasStatus: true },
  { name: "v3.channel.k8s.io", hasStatus: false },
  { name: "v2.channel.k8s.io", hasStatus: false },
  { name: "channel.k8s.io", hasStatus: false },
] as const;

interface SpdySessionOptions {
  readonly hasStatus: boolean;
  readonly wanted: WantedStreams;
  readonly clock: Clock;
}

/** How long a client may take to open its streams. */
const streamsMs = 30_000;

/** Joins a session to a client that opens one SPDY stream for each of its streams, and one for errors. */
export function joinSpdy(connection: SpdyConnection, session: ExecSession, options: SpdySessionOptions): void {
  const { wanted, clock } = options;
  const needed = ["error", ...(["stdin", "stdout", "stderr"] as const).filter((name) => wanted[name])];
  const streams = new Map<string, SpdyStream>();
  let input: RemoteInput | undefined;
  const late = clock.after(streamsMs, () => connection.close());
  connection.on("stream", (stream) => {
    const name = stream.headers.get("streamtype") ?? "";
    if (streams.has(name)) return void stream.destroy();
    streams.set(name, stream);
    if (input) {
      if (name === "resize") readSizes(stream, input);
      return;
    }
    if (!needed.every((one) => streams.has(one))) return;
    late();
    input = join({ connection, session, streams }, options);
  });
  connection.once("close", () => {
    late();
    session.close();
  });
}

interface Parts {
  readonly connection: SpdyConnection;
  readonly session: ExecSession;
  readonly streams: ReadonlyMap<string, SpdyStream>;
}

function join({ connection, session, streams }: Parts, { hasStatus }: SpdySessionOptions): RemoteInput {
  const stdin = streams.get("stdin");
  const remote: Remote = {
    send(name, data, sent) {
      const stream = streams.get(name);
      if (stream?.writable) stream.write(data, () => sent());
      else sent();
    },
    finish: (status) => void finish({ connection, session, streams }, { status, hasStatus }),
    pause: () => void stdin?.pause(),
    resume: () => void stdin?.resume(),
  };
  const input = bridge(session, remote);
  stdin?.on("data", (data: Buffer) => input.stdin(data)).on("end", () => input.end());
  const resize = streams.get("resize");
  if (resize) readSizes(resize, input);
  session.resume?.();
  return input;
}

/** Says how it ended, ends every stream, and closes when all that was written is out. */
async function finish(
  { connection, streams }: Parts,
  { status, hasStatus }: { readonly status: SessionStatus; readonly hasStatus: boolean },
): Promise<void> {
  const says = endOf(status, { hasStatus });
  if (says !== undefined) streams.get("error")?.write(says);
  const written = [...streams.values()].map((stream) => new Promise<void>((resolve) => stream.end(() => resolve())));
  await Promise.all(written);
  connection.close();
}

/** Sizes come as JSON objects one after the other. */
function readSizes(stream: SpdyStream, input: RemoteInput): void {
  let text = "";
  stream.on("data", (piece: Buffer) => {
    text += piece.toString("utf8");
    for (let end = text.indexOf("}"); end >= 0; end = text.indexOf("}")) {
      input.resize(sizeIn(Buffer.from(text.slice(0, end + 1))));
      text = text.slice(end + 1);
    }
    if (text.length > 1_000) stream.destroy();
  });
}

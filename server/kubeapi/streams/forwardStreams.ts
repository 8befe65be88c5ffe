import type { Duplex } from "node:stream";
import type { Forwarding } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { SpdyConnection } from "../spdy/connection";
import type { SpdyStream } from "../spdy/stream";

interface ForwardOptions {
  readonly clock: Clock;
  /** The pod's name, for what is said when a port does not answer. */
  readonly pod: string;
}

/** How long a client may take to open the second stream of a pair. */
const pairMs = 30_000;

/**
 * Kubernetes' `portforward.k8s.io`: for each connection the client opens two streams with the same `requestID`: one for
 * its bytes, and one on which it hears why there are none.
 */
export function forwardStreams(connection: SpdyConnection, forwarding: Forwarding, options: ForwardOptions): void {
  const halves = new Map<string, { readonly stream: SpdyStream; readonly stop: () => void }>();
  connection.on("stream", (stream) => {
    const id = stream.headers.get("requestid") ?? stream.headers.get("port") ?? "";
    const other = halves.get(id);
    if (!other) {
      halves.set(id, { stream, stop: options.clock.after(pairMs, () => stream.destroy()) });
      return;
    }
    halves.delete(id);
    other.stop();
    const isData = stream.headers.get("streamtype") === "data";
    const [data, error] = isData ? [stream, other.stream] : [other.stream, stream];
    void forward(data, error, { forwarding, pod: options.pod });
  });
  connection.once("close", () => {
    for (const { stop } of halves.values()) stop();
    forwarding.close();
  });
}

async function forward(
  data: SpdyStream,
  error: SpdyStream,
  { forwarding, pod }: { readonly forwarding: Forwarding; readonly pod: string },
): Promise<void> {
  const port = portOf(data.headers.get("port") ?? "");
  error.resume();
  try {
    if (port === undefined) throw new Error(`${JSON.stringify(data.headers.get("port"))} is no port`);
    const target = await forwarding.connect(port);
    join(data, target);
    await new Promise<void>((resolve) => target.once("close", () => resolve()));
    error.end();
  } catch (failure) {
    error.end(`error forwarding port ${port} to pod ${pod}: ${messageOf(failure)}`);
    data.end();
    data.resume();
  }
}

/** Bytes both ways, each direction with its own end; what breaks on one side breaks on the other. */
export function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.once("close", () => {
      if (!from.readableEnded || !from.writableFinished) to.destroy();
    });
  }
}

/** 1 to 65535; undefined for anything else. */
export function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

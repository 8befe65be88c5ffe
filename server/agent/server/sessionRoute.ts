import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { ExecSession } from "@/server/cluster/cluster";
import { Channel, frame, statusOf, unframe } from "@/server/cluster/execChannels";
import { messageOf } from "@/server/lib/errors";
import type { AgentServerOptions } from "./agentServer";
import { attemptOf, findContainer } from "./findContainer";
import { isTrue } from "./logsRoute";
import { Refusal } from "./refusal";

const protocol = "v5.channel.k8s.io";

const highWaterBytes = 1024 * 1024;
const sockets = new WebSocketServer({
  noServer: true,
  maxPayload: 16 * 1024 * 1024,
  handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
});

export interface ExecConnection {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** `/exec/NS/POD/CONTAINER?command=…&tty&stdin`: the command starts first, so that an error is still an HTTP answer. */
export async function upgradeToExec({ pods, context }: AgentServerOptions, connection: ExecConnection): Promise<void> {
  const { request, socket, head } = connection;
  const url = new URL(request.url ?? "/", "http://agent");
  const [verb, ...names] = url.pathname.slice(1).split("/").map(decodeURIComponent);
  if (verb !== "exec") throw new Refusal(404, `${url.pathname} is not served here`);
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((one) => one.trim());
  if (!offered.includes(protocol)) throw new Refusal(400, `the protocol ${protocol} is spoken here`);
  const command = url.searchParams.getAll("command");
  if (command.length === 0) throw new Refusal(400, "you must specify at least 1 command for the container");
  const { worker, state } = findContainer(pods, names);
  const { id } = attemptOf(worker, state, false);
  const options = { tty: isTrue(url.searchParams, "tty"), stdin: isTrue(url.searchParams, "stdin") };
  const session = await context.runtime.exec(id, command, options);
  sockets.handleUpgrade(request, socket, head, (webSocket) => connect(webSocket, session));
}

function connect(webSocket: WebSocket, session: ExecSession): void {
  webSocket.binaryType = "nodebuffer";
  const send = (to: number, payload: Uint8Array) => {
    if (webSocket.readyState !== webSocket.OPEN) return;
    webSocket.send(frame(to, payload), () => {
      if (webSocket.bufferedAmount < highWaterBytes / 2) session.resume?.();
    });
    // A reader that is slower than the command holds the command up, not this process's memory.
    if (webSocket.bufferedAmount > highWaterBytes) session.pause?.();
  };
  session.onOutput((stream, data) => send(Channel[stream], data));
  webSocket.on("message", (data: Buffer) => take(session, data));
  webSocket.on("close", () => session.close());
  webSocket.on("error", () => session.close());
  session.exited.then(
    (code) => finish(webSocket, send, statusOf(code)),
    (error) =>
      finish(webSocket, send, { status: "Failure", reason: "InternalError", message: messageOf(error), code: 500 }),
  );
}

function take(session: ExecSession, message: Buffer): void {
  const { channel, payload } = unframe(message);
  if (channel === Channel.stdin) session.write(payload);
  else if (channel === Channel.close && payload[0] === Channel.stdin) session.end();
  else if (channel === Channel.resize) {
    const size = parse(payload);
    if (size) session.resize(size.columns, size.rows);
  }
}

function parse(payload: Uint8Array): { columns: number; rows: number } | undefined {
  try {
    const { Width, Height } = JSON.parse(Buffer.from(payload).toString("utf8")) as {
      Width?: unknown;
      Height?: unknown;
    };
    return typeof Width === "number" && typeof Height === "number" ? { columns: Width, rows: Height } : undefined;
  } catch {
    return undefined;
  }
}

function finish(webSocket: WebSocket, send: (to: number, payload: Uint8Array) => void, status: object): void {
  const whole = { metadata: {}, apiVersion: "v1", kind: "Status", ...status };
  send(Channel.status, Buffer.from(JSON.stringify(whole)));
  webSocket.close(1000);
}

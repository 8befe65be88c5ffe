import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { ExecSession } from "@/server/cluster/cluster";
import { type ChannelProtocol, channelProtocols } from "@/server/cluster/streams/channels";
import { joinWebSocket } from "@/server/cluster/streams/webSocketRemote";
import type { AgentServerOptions } from "./agentServer";
import { attemptOf, findContainer } from "./findContainer";
import { isTrue } from "./logsRoute";
import { Refusal } from "./refusal";

/** The newest is all that the engine speaks. */
const [protocol] = channelProtocols as readonly [ChannelProtocol];

const sockets = new WebSocketServer({
  noServer: true,
  maxPayload: 16 * 1024 * 1024,
  handleProtocols: (offered) => (offered.has(protocol.name) ? protocol.name : false),
});

export interface UpgradeConnection {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/**
 * `/exec/NS/POD/CONTAINER?command=…&tty&stdin` and `/attach/NS/POD/CONTAINER?stdin`: the session is opened first, so that
 * an error is still an HTTP answer.
 */
export async function upgradeToSession(options: AgentServerOptions, connection: UpgradeConnection): Promise<void> {
  const { request, socket, head } = connection;
  const url = new URL(request.url ?? "/", "http://agent");
  const [verb, ...names] = url.pathname.slice(1).split("/").map(decodeURIComponent);
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((one) => one.trim());
  if (!offered.includes(protocol.name)) throw new Refusal(400, `the protocol ${protocol.name} is spoken here`);
  const session = await open(options, { verb, names, query: url.searchParams });
  socket.once("close", () => session.close());
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.binaryType = "nodebuffer";
    joinWebSocket(webSocket, session, { protocol, wants: () => true });
  });
}

function open(
  { pods, context }: AgentServerOptions,
  {
    verb,
    names,
    query,
  }: { readonly verb?: string; readonly names: readonly string[]; readonly query: URLSearchParams },
): Promise<ExecSession> {
  const command = query.getAll("command");
  if (verb === "exec" && command.length === 0)
    throw new Refusal(400, "you must specify at least 1 command for the container");
  const { worker, state } = findContainer(pods, names);
  const { id } = attemptOf(worker, state, false);
  const asked = { tty: isTrue(query, "tty"), stdin: isTrue(query, "stdin") };
  return verb === "attach" ? context.runtime.attach(id, asked) : context.runtime.exec(id, command, asked);
}

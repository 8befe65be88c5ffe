import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Cluster, ExecSession } from "@/server/cluster/cluster";
import { Channel, frame, statusOf, unframe } from "@/server/cluster/execChannels";
import { toStatus } from "@/server/cluster/status";
import type { Subject } from "@/server/cluster/subject";
import { ClusterError } from "@/server/lib/errors";
import { isSet } from "./options";
import { parseResourcePath } from "./requestPath";

interface UpgradeOptions {
  readonly cluster: Cluster;
  authenticate(request: IncomingMessage): Promise<Subject | undefined>;
}

const protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

/** `…/pods/NAME/exec` over a WebSocket, in Kubernetes' channels. What is refused is answered before the upgrade. */
export function createUpgrade(
  options: UpgradeOptions,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: (offered) => protocols.find((name) => offered.has(name)) ?? false,
  });
  return (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    start(options, request).then(
      (session) => server.handleUpgrade(request, socket, head, (client) => join(client, session)),
      (error: unknown) => refuse(socket, error),
    );
  };
}

async function start({ cluster, authenticate }: UpgradeOptions, request: IncomingMessage): Promise<ExecSession> {
  const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://api");
  const path = parseResourcePath(pathname);
  if (path?.resource !== "pods" || path.group !== "" || path.subresource !== "exec")
    throw new ClusterError("NotFound", { says: "the server could not find the requested resource" });
  const subject = await authenticate(request);
  if (!subject) throw new ClusterError("Unauthorized", { says: "Unauthorized" });
  const container = query.get("container");
  return cluster.as(subject).exec(
    { name: path.name ?? "", namespace: path.namespace },
    {
      command: query.getAll("command"),
      tty: isSet(query, "tty"),
      stdin: isSet(query, "stdin"),
      ...(container && { container }),
    },
  );
}

/** A reader that is this far behind holds the command up, not this process's memory. */
const highWaterBytes = 1024 * 1024;

function join(client: WebSocket, session: ExecSession): void {
  client.on("message", (data: Buffer) => {
    const { channel, payload } = unframe(data);
    if (channel === Channel.stdin) session.write(payload);
    else if (channel === Channel.close && payload[0] === Channel.stdin) session.end();
    else if (channel === Channel.resize) resize(session, payload);
  });
  client.on("close", () => session.close());
  client.on("error", () => session.close());
  session.onOutput((stream, data) => {
    client.send(frame(Channel[stream], data), () => {
      if (client.bufferedAmount < highWaterBytes / 2) session.resume?.();
    });
    if (client.bufferedAmount > highWaterBytes) session.pause?.();
  });
  session.exited.then(
    (code) => finish(client, statusOf(code)),
    (error: unknown) => finish(client, toStatus(error)),
  );
}

function finish(client: WebSocket, status: object): void {
  client.send(frame(Channel.status, Buffer.from(JSON.stringify(status))), () => client.close(1000));
}

function resize(session: ExecSession, payload: Uint8Array): void {
  try {
    const { Width, Height } = JSON.parse(Buffer.from(payload).toString()) as { Width?: number; Height?: number };
    if (Number.isInteger(Width) && Number.isInteger(Height)) session.resize(Number(Width), Number(Height));
  } catch {
    // A size that cannot be read changes nothing.
  }
}

function refuse(socket: Duplex, error: unknown): void {
  const status = toStatus(error);
  const body = JSON.stringify(status);
  const head = [`HTTP/1.1 ${status.code} ${status.reason}`, "Content-Type: application/json", "Connection: close"];
  socket.end(`${[...head, `Content-Length: ${Buffer.byteLength(body)}`].join("\r\n")}\r\n\r\n${body}`);
}

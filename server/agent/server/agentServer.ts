import { timingSafeEqual } from "node:crypto";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import type { Duplex } from "node:stream";
import type { AgentContext } from "../context";
import type { Pods } from "../pods";
import { upgradeToPort } from "./forwardRoute";
import { sendLogs } from "./logsRoute";
import { Refusal } from "./refusal";
import { type UpgradeConnection, upgradeToSession } from "./sessionRoute";
import { summaryOf } from "./summary";

export interface AgentServerOptions {
  readonly socketPath: string;
  readonly token: string;
  readonly pods: Pods;
  readonly context: AgentContext;
}

/** The kubelet's paths on a unix socket: logs, exec, attach, ports and usage of this node's containers, for whoever bears the token. */
export async function serveAgent(options: AgentServerOptions): Promise<{ close(): Promise<void> }> {
  const { socketPath } = options;
  // Half-open, so that each direction of a forwarded port has its own end.
  const server = createServer((request, response) => void answer(options, request, response));
  const upgraded = new Set<Duplex>();
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
    void upgrade(options, { request, socket, head });
  });
  mkdirSync(path.dirname(socketPath), { recursive: true, mode: 0o700 });
  // Whoever listened there before is dead: one agent per node holds the node's folder.
  rmSync(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, resolve);
  });
  chmodSync(socketPath, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }),
  };
}

async function answer(options: AgentServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await route(options, request, response);
  } catch (error) {
    const refusal = Refusal.of(error);
    if (response.headersSent) return void response.destroy();
    response.writeHead(refusal.status, { "content-type": "text/plain" }).end(`${refusal.message}\n`);
  }
}

async function route(options: AgentServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://agent");
  if (url.pathname === "/healthz") return void response.end("ok");
  authenticate(request, options.token);
  const [verb, ...rest] = url.pathname.slice(1).split("/").map(decodeURIComponent);
  if (request.method !== "GET") throw new Refusal(405, "only GET is served here");
  if (verb === "containerLogs") return sendLogs(options, { names: rest, query: url.searchParams, request, response });
  if (verb === "stats" && rest[0] === "summary") return json(response, await summaryOf(options));
  if (verb === "pods") {
    return json(response, { kind: "PodList", apiVersion: "v1", items: options.pods.list().map(({ pod }) => pod) });
  }
  throw new Refusal(404, `${url.pathname} is not served here`);
}

async function upgrade(options: AgentServerOptions, connection: UpgradeConnection): Promise<void> {
  const { request, socket } = connection;
  socket.on("error", () => {});
  try {
    authenticate(request, options.token);
    const verb = /^\/(\w+)\//.exec(request.url ?? "")?.[1];
    if (verb === "exec" || verb === "attach") await upgradeToSession(options, connection);
    else if (verb === "portForward") await upgradeToPort(options, connection);
    else throw new Refusal(404, `${request.url} is not served here`);
  } catch (error) {
    const { status, message } = Refusal.of(error);
    const body = `${message}\n`;
    const headers = `content-type: text/plain\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
    socket.end(`HTTP/1.1 ${status} Refused\r\n${headers}\r\n\r\n${body}`);
  }
}

function authenticate({ headers }: IncomingMessage, token: string): void {
  const borne = Buffer.from(/^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "");
  const wanted = Buffer.from(token);
  if (wanted.length === 0 || borne.length !== wanted.length || !timingSafeEqual(borne, wanted))
    throw new Refusal(401, "Unauthorized");
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

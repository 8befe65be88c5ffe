import fs from "node:fs";
import http from "node:http";
import { messageOf } from "@/server/lib/errors";

export interface SupervisorActs {
  status(): object;
  /** Ends everything; each step is told to `say`. */
  stop(say: (text: string) => void): Promise<void>;
  /** The answer that everything was stopped has gone out. */
  onStopped(): void;
  /** Ends an agent and its node's pods; resolves when they are confirmed gone. */
  fence(node: string): Promise<void>;
}

/** The supervisor's own door: a socket that only this user can open. */
export function openDoor(socketPath: string, acts: SupervisorActs): Promise<http.Server> {
  fs.rmSync(socketPath, { force: true });
  const server = http.createServer((request, response) => {
    answer(request, response, acts).catch((error) => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: messageOf(error) }));
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(socketPath, () => {
      fs.chmodSync(socketPath, 0o600);
      resolve(server);
    });
  });
}

async function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  acts: SupervisorActs,
): Promise<void> {
  const node = /^\/fence\/([a-z0-9-]{1,63})$/.exec(request.url ?? "")?.[1];
  if (request.method === "GET" && request.url === "/status") return json(response, 200, acts.status());
  if (request.method === "POST" && request.url === "/stop") {
    response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
    await acts.stop((text) => response.write(text));
    response.end(() => acts.onStopped());
    return;
  }
  if (request.method === "POST" && node) {
    await acts.fence(node);
    return json(response, 200, { fenced: node });
  }
  json(response, 404, { error: `${request.method} ${request.url} is nothing that the supervisor does` });
}

function json(response: http.ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

import { timingSafeEqual } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import { messageOf } from "@/server/lib/errors";

export interface GatewayActs {
  withdraw(podUid: string): Promise<void>;
  health(): object;
  stats(): Promise<object>;
}

/** The gateway's own door, for agents and the control plane: a socket, and a token on every request. */
export function openControlSocket(socketPath: string, token: string, acts: GatewayActs): Promise<http.Server> {
  fs.rmSync(socketPath, { force: true });
  const server = http.createServer((request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (!isToken(request.headers.authorization, token)) return void answer(401, { error: "no such token" });
    route(request, acts).then(
      (body) => (body ? answer(200, body) : answer(404, { error: "not found" })),
      (error) => answer(400, { error: messageOf(error) }),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(socketPath, () => {
      fs.chmodSync(socketPath, 0o600);
      resolve(server);
    });
  });
}

async function route(request: http.IncomingMessage, acts: GatewayActs): Promise<object | undefined> {
  const asked = `${request.method} ${request.url}`;
  if (asked === "GET /healthz") return acts.health();
  if (asked === "GET /stats") return acts.stats();
  if (asked !== "POST /endpoints/withdraw") return undefined;
  const { podUid } = JSON.parse(await text(request));
  if (typeof podUid !== "string" || podUid === "") throw new Error("podUid must be a pod's uid");
  await acts.withdraw(podUid);
  return { withdrawn: podUid };
}

async function text(request: http.IncomingMessage): Promise<string> {
  let whole = "";
  for await (const chunk of request.setEncoding("utf8")) {
    whole += chunk;
    if (whole.length > 4096) throw new Error("the request is too long");
  }
  return whole;
}

function isToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

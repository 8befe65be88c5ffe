import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { forbiddenPath } from "@/server/access/policy";
import type { Cluster } from "@/server/cluster/cluster";
import { HttpCluster } from "@/server/cluster/httpCluster";
import { type Subject, systemSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { createKubeApi } from "./createKubeApi";

export interface TestApi {
  readonly socketPath: string;
  /** Who a token stands for; what is not here is nobody. */
  readonly subjects: Map<string, Subject>;
  /** What answers carry as `Pilothouse-Epoch`. */
  epoch: number;
  /** Who may read what is no resource; everybody unless set. */
  reaches(subject: Subject, path: string): boolean;
  client(token?: string): HttpCluster;
  /** One raw request as the administrator; the body parsed when it is JSON. */
  ask(method: string, url: string, sent?: { body?: unknown; headers?: Record<string, string> }): Promise<Answer>;
  /** Cuts every connection, as a control plane that dies. */
  cut(): void;
  close(): Promise<void>;
}

export interface Answer {
  readonly code: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** The API in front of a cluster, on a socket of its own; the token `admin` may do all. */
export async function testApi(cluster: Cluster): Promise<TestApi> {
  const folder = mkdtempSync(path.join(tmpdir(), "ph-api-"));
  const socketPath = path.join(folder, "api.sock");
  const subjects = new Map([["admin", systemSubject("test")]]);
  const clients: HttpCluster[] = [];
  const state = { epoch: 1, reaches: (_subject: Subject, _path: string) => true };
  const api = createKubeApi({
    cluster,
    authenticate: async ({ headers }) => subjects.get(headers.authorization?.replace("Bearer ", "") ?? ""),
    epoch: () => state.epoch,
    mayReach: async (subject, path) => {
      if (!state.reaches(subject, path)) throw forbiddenPath(subject, { verb: "get", path });
    },
    clock: systemClock,
    log: silentLog,
  });
  const server = createServer(api.listener).on("upgrade", api.upgrade);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return Object.assign(state, {
    socketPath,
    subjects,
    client: (token = "admin") => {
      const subject = subjects.get(token) ?? systemSubject("nobody");
      const made = new HttpCluster({
        name: "test",
        engine: "embedded",
        subject,
        socketPath,
        token: () => token,
        clock: systemClock,
      });
      clients.push(made);
      return made;
    },
    ask: (method: string, url: string, sent: { body?: unknown; headers?: Record<string, string> } = {}) =>
      ask(socketPath, { method, url, ...sent }),
    cut: () => server.closeAllConnections(),
    close: async () => {
      for (const made of clients) made.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  });
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

function ask(socketPath: string, { method, url, body, headers }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const payload = typeof body === "string" ? body : JSON.stringify(body);
    const framing = payload && { "content-type": "application/json", "content-length": Buffer.byteLength(payload) };
    const all = { authorization: "Bearer admin", ...framing, ...headers };
    const sent = request({ socketPath, method, path: url, headers: all, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const isJson = response.headers["content-type"] === "application/json" && !url.includes("watch=");
      const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
      resolve({ code: response.statusCode ?? 0, headers: response.headers, text, json });
    });
    sent.on("error", reject);
    sent.end(payload);
  });
}

import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { Cluster, ExecSession } from "@/server/cluster/cluster";
import { Channel, frame, statusOf, unframe } from "@/server/cluster/streams/channels";
import { systemSubject } from "@/server/cluster/subject";
import { agentOverHttp } from "@/server/engines/embedded/agentOverHttp";
import { testEngine } from "@/server/engines/embedded/testEngine";
import { type TestApi, testApi } from "./testApi";

let admin: Cluster;
let api: TestApi;
let agent: Server;
let asked: IncomingMessage[];
let folder: string;
const pod = { namespace: "default", name: "web" };

/** A kubelet's server that answers by a script: logs say what was asked, exec repeats its input in capitals. */
function serveAgent(socketPath: string): Promise<Server> {
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    asked.push(request);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://agent");
    if (pathname === "/stats/summary") {
      const use = { cpu: { usageNanoCores: 250_000_000 }, memory: { workingSetBytes: 4096 } };
      response.end(
        JSON.stringify({
          node: use,
          pods: [{ podRef: pod, ...use }, { podRef: { namespace: "default", name: "new" } }],
        }),
      );
    } else if (searchParams.get("previous") === "true") {
      response.writeHead(400).end('previous terminated container "main" in pod "web" not found\n');
    } else {
      response.write("one\n");
      if (searchParams.get("follow") === "true") request.on("close", () => response.destroy());
      else response.end("two\n");
    }
  });
  server.on("upgrade", (request, socket, head) => {
    asked.push(request);
    const { searchParams } = new URL(request.url ?? "/", "http://agent");
    if (searchParams.getAll("command")[0] === "missing") {
      socket.end("HTTP/1.1 500 Refused\r\ncontent-length: 12\r\nconnection: close\r\n\r\nno such file");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.send(frame(Channel.stdout, Buffer.from(`$ ${searchParams.getAll("command").join(" ")}\n`)));
      client.on("message", (data: Buffer) => {
        const { channel, payload } = unframe(data);
        const text = Buffer.from(payload).toString();
        if (channel === Channel.stdin) client.send(frame(Channel.stdout, Buffer.from(text.toUpperCase())));
        if (channel === Channel.resize) client.send(frame(Channel.stderr, payload));
        if (channel !== Channel.close) return;
        client.send(frame(Channel.status, Buffer.from(JSON.stringify(statusOf(7)))), () => client.close(1000));
      });
    });
  });
  return new Promise((resolve) => server.listen(socketPath, () => resolve(server)));
}

beforeEach(async () => {
  asked = [];
  folder = mkdtempSync(path.join(tmpdir(), "ph-agent-"));
  const socketPath = path.join(folder, "agent.sock");
  agent = await serveAgent(socketPath);
  const engine = testEngine();
  engine.agents.set("node-1", agentOverHttp({ socketPath, token: "control" }));
  admin = engine.cluster.as(systemSubject("test"));
  await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  await admin.create("Node", { apiVersion: "v1", kind: "Node", metadata: { name: "node-1" } });
  const containers = [{ name: "main", image: "web" }];
  await admin.create("Pod", { apiVersion: "v1", kind: "Pod", metadata: pod, spec: { containers } });
  await admin.bind(pod, "node-1");
  api = await testApi(engine.cluster);
});
afterEach(async () => {
  await api.close();
  agent.closeAllConnections();
  await new Promise((resolve) => agent.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of chunks) text += Buffer.from(chunk).toString();
  return text;
}

/** Everything a session says, and its exit code. */
async function run(session: ExecSession): Promise<{ text: string; code: number }> {
  let text = "";
  session.onOutput((stream, data) => {
    text += `${stream}:${Buffer.from(data).toString()}`;
  });
  return { code: await session.exited, text };
}

describe("a pod's streams", () => {
  it("brings its log from the agent of its node, with the options that were asked for", async () => {
    expect(await textOf(admin.logs(pod, { tailLines: 5, timestamps: true }))).toBe("one\ntwo\n");
    expect(asked[0]?.url).toBe("/containerLogs/default/web/main?timestamps=true&tailLines=5");
    expect(asked[0]?.headers.authorization).toBe("Bearer control");
    expect(await textOf(api.client().logs(pod))).toBe("one\ntwo\n");
  });

  it("follows until the reader stops, and lets go of the agent", async () => {
    const stop = new AbortController();
    const closed = new Promise<void>((resolve) => agent.once("request", (request) => request.once("close", resolve)));
    const lines: string[] = [];
    for await (const chunk of api.client().logs(pod, { follow: true, signal: stop.signal })) {
      lines.push(Buffer.from(chunk).toString());
      break;
    }
    stop.abort();
    await closed;
    expect(lines).toEqual(["one\n"]);
  });

  it("says in the agent's words why there is no log", async () => {
    const refused = textOf(api.client().logs(pod, { previous: true }));
    await expect(refused).rejects.toMatchObject({
      reason: "BadRequest",
      message: expect.stringContaining("not found"),
    });
    await expect(textOf(admin.logs(pod, { container: "other" }))).rejects.toThrow(
      "container other is not valid for pod web",
    );
  });

  it("runs a command: bytes both ways, the size of the terminal, the exit code", async () => {
    const session = await admin.exec(pod, { command: ["cat", "-n"], stdin: true });
    const over = run(session);
    session.write(Buffer.from("hello"));
    session.resize(80, 24);
    session.end();
    expect(await over).toEqual({ code: 7, text: 'stdout:$ cat -n\nstdout:HELLOstderr:{"Width":80,"Height":24}' });
  });

  it("rejects when the command cannot be started, and when the agent is gone", async () => {
    await expect(admin.exec(pod, { command: ["missing"] })).rejects.toThrow("no such file");
    agent.close();
    agent.closeAllConnections();
    await expect(admin.exec(pod, { command: ["ls"] })).rejects.toMatchObject({ reason: "Unavailable" });
    await expect(textOf(admin.logs(pod))).rejects.toMatchObject({ reason: "Unavailable" });
    expect((await admin.usage()).nodes.size).toBe(0);
  });

  it("adds up usage by node and by pod, and leaves out what has no sample", async () => {
    const { pods, nodes } = await admin.usage();
    const use = { cpuMillis: 250, memoryBytes: 4096 };
    expect([...nodes]).toEqual([["node-1", use]]);
    expect([...pods]).toEqual([["default/web", use]]);
  });

  it("offers exec to any client of the Kubernetes API", async () => {
    const headers = { authorization: "Bearer admin" };
    const url = `ws+unix://${api.socketPath}:/api/v1/namespaces/default/pods/web/exec?command=sh&stdin=true`;
    const client = new WebSocket(url, ["v5.channel.k8s.io"], { headers });
    const messages: string[] = [];
    client.on("message", (data: Buffer) => messages.push(`${data[0]} ${data.subarray(1).toString()}`));
    await new Promise((resolve) => client.once("open", resolve));
    client.send(frame(Channel.stdin, Buffer.from("hi")));
    client.send(frame(Channel.close, Uint8Array.of(Channel.stdin)));
    await new Promise((resolve) => client.once("close", resolve));
    expect(messages.slice(0, 3)).toEqual(["1 ", "1 $ sh\n", "1 HI"]);
    expect(messages[3]).toContain('"reason":"NonZeroExitCode"');
  });

  it("refuses exec before the upgrade, with a Status, to whoever may not", async () => {
    api.subjects.set("ann", { name: "ann@example.com", groups: ["pilothouse:operator"] });
    const open = (token: string, name = "web") => {
      const headers = { authorization: `Bearer ${token}` };
      const url = `ws+unix://${api.socketPath}:/api/v1/namespaces/default/pods/${name}/exec?command=sh`;
      const client = new WebSocket(url, ["v5.channel.k8s.io"], { headers });
      client.on("error", () => {});
      return new Promise<number | undefined>((resolve) =>
        client.once("unexpected-response", (_request, response) => {
          response.resume();
          resolve(response.statusCode);
        }),
      );
    };
    expect(await open("ann")).toBe(403);
    expect(await open("nobody")).toBe(401);
    expect(await open("admin", "absent")).toBe(404);
  });
});

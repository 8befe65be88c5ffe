import { createServer } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { type AddressInfo, createServer as createTcp, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { Container } from "@/server/objects/types";
import { healthCheckRequest } from "./grpc";
import { tryProbe } from "./tryProbe";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const container: Container = { name: "main", image: "web:1", ports: [{ containerPort: 80, name: "web" }] };

/** A probe of containerPort 80, which answers at `port`; exec answers with `run`. */
function attempt(probe: Parameters<typeof tryProbe>[0], port: number, run = { code: 0, output: "" }) {
  const sandbox = { ip: "127.0.0.1", ports: { 80: port } };
  return tryProbe(probe, { container, sandbox, runtime: { run: async () => run }, id: "x" });
}

test("http: an answer from 200 to 399 is good, by the port's name and where it answers", async () => {
  const port = await listen(
    createServer((request, response) => response.writeHead(request.url === "/ok" ? 302 : 500).end()),
  );
  expect(await attempt({ httpGet: { port: "web", path: "/ok" } }, port)).toEqual({ isSuccess: true, message: "" });
  const bad = await attempt({ httpGet: { port: 80, path: "/bad" } }, port);
  expect(bad).toEqual({ isSuccess: false, message: "HTTP probe failed with statuscode: 500" });
});

test("http: a silent server is late, a closed port refuses, both in kubelet's words", async () => {
  const port = await listen(createTcp((socket) => void socket.on("error", () => {}).resume()));
  const late = await attempt({ httpGet: { port: 80 }, timeoutSeconds: 1 }, port);
  expect(late.message).toBe(
    `Get "http://127.0.0.1:${port}/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
  );
  const refused = await attempt({ httpGet: { port: 80 } }, 1);
  expect(refused.message).toBe('Get "http://127.0.0.1:1/": dial tcp 127.0.0.1:1: connect: connection refused');
});

test("tcp: a port that takes a connection is good", async () => {
  const port = await listen(createTcp((socket) => void socket.on("error", () => {}).resume()));
  expect((await attempt({ tcpSocket: { port: 80 } }, port)).isSuccess).toBe(true);
  expect((await attempt({ tcpSocket: { port: 80 } }, 1)).isSuccess).toBe(false);
});

test("exec: exit code 0 is good, else the output is told", async () => {
  expect((await attempt({ exec: { command: ["true"] } }, 1)).isSuccess).toBe(true);
  const bad = await attempt({ exec: { command: ["x"] } }, 1, { code: 1, output: "not yet\n" });
  expect(bad).toEqual({ isSuccess: false, message: "not yet" });
});

test("grpc: SERVING is good, NOT_SERVING and an unknown service are not", async () => {
  const server = createHttp2();
  server.on("stream", (stream) => {
    const pieces: Buffer[] = [];
    stream.on("data", (piece: Buffer) => pieces.push(piece));
    stream.on("end", () => {
      const asked = Buffer.concat(pieces);
      const isKnown = asked.equals(healthCheckRequest("")) || asked.equals(healthCheckRequest("down"));
      const status = asked.equals(healthCheckRequest("")) ? 1 : 2;
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": isKnown ? "0" : "5" }));
      stream.end(isKnown ? Buffer.from([0, 0, 0, 0, 2, 8, status]) : undefined);
    });
  });
  const port = await listen(server);
  expect(await attempt({ grpc: { port: 80 } }, port)).toEqual({ isSuccess: true, message: "" });
  const down = await attempt({ grpc: { port: 80, service: "down" } }, port);
  expect(down.message).toBe('service unhealthy (responded with "NOT_SERVING")');
  expect((await attempt({ grpc: { port: 80, service: "other" } }, port)).message).toContain("status code 5");
});

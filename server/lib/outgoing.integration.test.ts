import { execFileSync } from "node:child_process";
import fs from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOutgoing } from "./outgoing";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "outgoing-"));
let ca = "";
let server: https.Server;
let port = 0;
let answer: (body: string, response: import("node:http").ServerResponse) => void = (body, response) =>
  response.end(body);

beforeAll(async () => {
  const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  const names = "subjectAltName=DNS:hook.example.com";
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"],
      ...["-subj", "/CN=hook", "-addext", names, "-keyout", key, "-out", cert],
    ],
    { stdio: "ignore" },
  );
  ca = fs.readFileSync(cert, "utf8");
  server = https.createServer({ key: fs.readFileSync(key), cert: ca }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    answer(Buffer.concat(chunks).toString(), response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  fs.rmSync(folder, { recursive: true });
});

const call = (more: object = {}) => ({
  url: new URL(`https://hook.example.com:${port}/x`),
  body: '{"a":1}',
  timeoutMs: 5_000,
  maxBytes: 1_000,
  ca,
  ...more,
});
const here = { address: "127.0.0.1", family: 4 } as const;

describe("the outgoing client", () => {
  it("resolves a name once, and speaks to that address by the certificate of the name", async () => {
    let asked = 0;
    const outgoing = createOutgoing({ resolve: async () => (asked++ === 0 ? [here] : []) });
    answer = (body, response) => response.end(body);
    expect(await outgoing.post(call())).toEqual({ status: 200, body: '{"a":1}' });
    expect(asked).toBe(1);
  });

  it("trusts only whom it was told to", async () => {
    const outgoing = createOutgoing({ resolve: async () => [here] });
    await expect(outgoing.post(call({ ca: undefined }))).rejects.toMatchObject({ reason: "Unavailable" });
    const other = new URL(`https://other.example.com:${port}/`);
    await expect(outgoing.post(call({ url: other }))).rejects.toMatchObject({ reason: "Unavailable" });
  });

  it("does not go where it may not", async () => {
    const outgoing = createOutgoing({ resolve: async () => [here], refuses: ({ address }) => `${address} is private` });
    await expect(outgoing.post(call())).rejects.toThrow("127.0.0.1 is private");
  });

  it("waits no longer and reads no more than it was told", async () => {
    const outgoing = createOutgoing({ resolve: async () => [here] });
    answer = (_body, response) => response.end("x".repeat(2_000));
    await expect(outgoing.post(call())).rejects.toThrow("longer than 1000 bytes");
    answer = () => {};
    await expect(outgoing.post(call({ timeoutMs: 50 }))).rejects.toMatchObject({ reason: "Timeout" });
    const silent = createOutgoing({ resolve: () => new Promise(() => {}) });
    await expect(silent.post(call({ timeoutMs: 50 }))).rejects.toMatchObject({ reason: "Timeout" });
  });
});

import type http from "node:http";
import net from "node:net";
import { duplexPair } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, expect, it, vi } from "vitest";
import { FakeClock } from "@/server/testing/fakeClock";
import { tunnel } from "./tunnel";

afterEach(() => vi.restoreAllMocks());

it("refuses an upgrade whose pod does not answer its connection in time", async () => {
  const clock = new FakeClock();
  // One that neither connects nor fails: what a firewall makes of it.
  vi.spyOn(net, "connect").mockReturnValue(new net.Socket());
  const [client, socket] = duplexPair();
  const said = text(client);
  tunnel({
    endpoint: { podUid: "p", address: "192.0.2.1", port: 80 },
    call: { method: "GET", target: "/", headers: [] } as never,
    request: { headers: { upgrade: "websocket" } } as http.IncomingMessage,
    socket: socket as net.Socket,
    head: Buffer.alloc(0),
    clock,
  });
  await clock.advance(3_000);
  expect(await said).toMatch(/^HTTP\/1\.1 502 /);
});

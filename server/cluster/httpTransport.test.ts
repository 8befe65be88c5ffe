import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "@/server/lib/clock";
import { HttpTransport, type Sent } from "./httpTransport";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A server that says the status, begins its answer, and is gone. */
async function cutting(code: number): Promise<HttpTransport> {
  const server = http.createServer((_, response) => {
    response.writeHead(code, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"kind":', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const transport = new HttpTransport({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clock: systemClock,
  });
  cleanups.push(
    () => transport.close(),
    () => server.close(),
  );
  return transport;
}

const ask = async (code: number, method: Sent["method"]) => (await cutting(code)).json({ method, path: "/x" });

describe("an answer that is cut", () => {
  it.each(["POST", "PUT", "PATCH", "DELETE"] as const)(
    "leaves open what became of a %s that was done",
    async (method) => {
      await expect(ask(200, method)).rejects.toMatchObject({ reason: "OutcomeUnknown" });
    },
  );

  it("lets a read be asked for again, and a refused write be made again", async () => {
    await expect(ask(200, "GET")).rejects.toMatchObject({ reason: "Unavailable" });
    await expect(ask(409, "POST")).rejects.toMatchObject({ reason: "Unavailable" });
  });
});

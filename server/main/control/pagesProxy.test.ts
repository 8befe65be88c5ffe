import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FakeClock } from "@/server/testing/fakeClock";
import { pagesProxy } from "./pagesProxy";

let folder = "";
const servers: http.Server[] = [];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "pages-"));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Hands out what it was asked to do later, at once and one by one. */
class StepClock extends FakeClock {
  readonly due: (() => void)[] = [];

  override after(_ms: number, call: () => void): () => void {
    this.due.push(call);
    return () => {};
  }

  async step(): Promise<void> {
    await expect.poll(() => this.due.length).toBe(1);
    this.due.shift()?.();
  }
}

it("waits for pages that are being started, and holds no more of a request however often it tries", async () => {
  const socketPath = path.join(folder, "pages.sock");
  const clock = new StepClock();
  const proxy = pagesProxy(socketPath, clock);
  let answering: http.ServerResponse | undefined;
  const front = http.createServer((request, response) => {
    answering = response;
    proxy(request, response);
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  servers.push(front);
  const answer = fetch(`http://127.0.0.1:${(front.address() as AddressInfo).port}/`).then((one) => one.text());
  await clock.step();
  const held = answering?.listenerCount("close");
  for (let tries = 0; tries < 5; tries++) await clock.step();
  expect(answering?.listenerCount("close")).toBe(held);
  const pages = http.createServer((_, response) => response.end("the page"));
  await new Promise<void>((resolve) => pages.listen(socketPath, resolve));
  servers.push(pages);
  await clock.step();
  expect(await answer).toBe("the page");
});

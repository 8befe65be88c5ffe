import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Clock, systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { aRule, aTable } from "../../testObjects";
import { describeDriver } from "../driverContract";
import { HaproxyDriver } from "./haproxyDriver";
import { findHaproxy } from "./haproxyProcess";

const haproxy = findHaproxy();

async function listening(program: string, clock: Clock = systemClock) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gw-"));
  const driver = new HaproxyDriver({ program, folder, runFolder: folder, clock, log: silentLog });
  const port = await freePort();
  await driver.listen("127.0.0.1", port);
  return { driver, port };
}

if (haproxy) {
  describeDriver(`the HAProxy driver (${haproxy.version})`, () => listening(haproxy.program));

  it("gives a Service nothing of what was carried for one whose place in HAProxy it has", async () => {
    const pod = http.createServer((_, response) => response.end("hello"));
    await new Promise<void>((resolve) => pod.listen(0, "127.0.0.1", resolve));
    const endpoint = { podUid: "p", address: "127.0.0.1", port: (pod.address() as net.AddressInfo).port };
    let skippedMs = 0;
    const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + skippedMs };
    const { driver, port } = await listening(haproxy.program, clock);
    const tableOf = (id: string) => aTable({ "*": [[{}, aRule(id, [{ endpoints: [endpoint] }])]] });
    await driver.apply(tableOf("old"));
    for (let turn = 0; turn < 5; turn++) await (await fetch(`http://127.0.0.1:${port}/`)).text();
    const counted = async (id: string) => (await driver.stats()).get(`default/${id}-0:80`)?.requests ?? 0;
    await expect.poll(() => counted("old")).toBe(5);
    await driver.apply(aTable({}));
    skippedMs = 60_000;
    await driver.apply(tableOf("new"));
    expect(await counted("new")).toBe(0);
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    await expect.poll(() => counted("new")).toBe(1);
    await driver.close();
    pod.close();
  });
} else
  describe("the HAProxy driver", () => {
    it("is not tested: HAProxy is not installed on this machine", ({ skip }) => skip("install haproxy to test it"));
  });

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { describe, it } from "vitest";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { describeDriver } from "../driverContract";
import { HaproxyDriver } from "./haproxyDriver";
import { findHaproxy } from "./haproxyProcess";

const haproxy = findHaproxy();

if (haproxy)
  describeDriver(`the HAProxy driver (${haproxy.version})`, async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gw-"));
    const tools = { clock: systemClock, log: silentLog };
    const driver = new HaproxyDriver({ program: haproxy.program, folder, runFolder: folder, ...tools });
    const port = await freePort();
    await driver.listen("127.0.0.1", port);
    return { driver, port };
  });
else
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

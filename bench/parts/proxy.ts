import { type ChildProcess, fork, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { EmbeddedDriver } from "@/server/gateway/drivers/embedded/embeddedDriver";
import { HaproxyDriver } from "@/server/gateway/drivers/haproxy/haproxyDriver";
import { findHaproxy } from "@/server/gateway/drivers/haproxy/haproxyProcess";
import { aRule, aTable } from "@/server/gateway/testObjects";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { freePort } from "@/server/testing/platform";

/** What stands between the load and the app: our two drivers, their peers, and the app itself. */
export type Role = "app" | "embedded" | "haproxy" | "plain" | "haproxyAlone";

/** A folder of this process's own, gone when it ends. */
function folder(): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), "ph-bench-"));
  process.once("exit", () => fs.rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Starts it as a process of its own; resolves with its port. */
export function startRole(role: Role, appPort = 0): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(import.meta.filename, [role, String(appPort)], { execArgv: ["--import", "tsx"] });
  return new Promise((resolve, reject) => {
    child.once("message", (port) => resolve({ child, port: Number(port) }));
    child.once("exit", (code) => reject(new Error(`${role} ended with ${code}`)));
  });
}

const listening = (server: http.Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );

function tableTo(port: number) {
  return aTable({ "*": [[{}, aRule("app", [{ endpoints: [{ podUid: "app", address: "127.0.0.1", port }] }])]] });
}

const answer = Buffer.alloc(1024, "x");
const roles: Record<Role, (appPort: number) => Promise<number>> = {
  app: () => listening(http.createServer((_, response) => response.end(answer))),
  plain(appPort) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    return listening(
      http.createServer((request, response) => {
        const { method, url, headers } = request;
        const onward = http.request({ host: "127.0.0.1", port: appPort, agent, method, path: url, headers }, (from) => {
          response.writeHead(from.statusCode ?? 502, from.headers);
          from.pipe(response);
        });
        request.pipe(onward);
      }),
    );
  },
  async embedded(appPort) {
    const driver = new EmbeddedDriver(systemClock);
    await driver.listen("127.0.0.1", 0);
    await driver.apply(tableTo(appPort));
    return driver.port;
  },
  async haproxy(appPort) {
    const [at, port] = [folder(), await freePort()];
    const tools = { clock: systemClock, log: silentLog };
    const driver = new HaproxyDriver({ program: haproxyProgram(), folder: at, runFolder: at, ...tools });
    await driver.listen("127.0.0.1", port);
    await driver.apply(tableTo(appPort));
    process.once("SIGTERM", () => void driver.close().then(() => process.exit(0)));
    return port;
  },
  async haproxyAlone(appPort) {
    const [at, port] = [folder(), await freePort()];
    const common = "  mode http\n  timeout client 30s\n  timeout server 30s\n  timeout connect 5s\n";
    const way = `listen app\n  bind 127.0.0.1:${port}\n  server app 127.0.0.1:${appPort}\n`;
    fs.writeFileSync(path.join(at, "haproxy.cfg"), `global\n  nbthread 1\ndefaults\n${common}${way}`);
    const child = spawn(haproxyProgram(), ["-db", "-f", path.join(at, "haproxy.cfg")], { stdio: "ignore" });
    process.once("SIGTERM", () => void (child.kill("SIGKILL") && process.exit(0)));
    return port;
  },
};

function haproxyProgram(): string {
  const found = findHaproxy();
  if (!found) throw new Error("HAProxy is not installed on this machine");
  return found.program;
}

if (process.send && process.argv[2] && process.argv[2] in roles)
  process.send(await roles[process.argv[2] as Role](Number(process.argv[3])));

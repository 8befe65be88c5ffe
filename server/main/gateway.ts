import { execFile } from "node:child_process";
import fs from "node:fs";
import { promisify } from "node:util";
import { readSettings, type Settings } from "@/scripts/settings.mjs";
import { HttpCluster } from "@/server/cluster/httpCluster";
import { gatewaySubject } from "@/server/cluster/subject";
import { openControlSocket } from "@/server/gateway/controlSocket";
import type { GatewayDriver } from "@/server/gateway/drivers/driver";
import { EmbeddedDriver } from "@/server/gateway/drivers/embedded/embeddedDriver";
import { HaproxyDriver } from "@/server/gateway/drivers/haproxy/haproxyDriver";
import { findHaproxy } from "@/server/gateway/drivers/haproxy/haproxyProcess";
import { startGateway } from "@/server/gateway/gateway";
import { systemClock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import { jsonLog, type Log } from "@/server/lib/log";
import { type Folders, foldersOf } from "@/server/supervisor/folders";

/** The gateway process: carries requests to pods, by the objects that the API tells it of. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const folders = foldersOf(settings);
  const log = jsonLog((line) => process.stdout.write(line), systemClock.now);
  const token = fs.readFileSync(folders.token("gateway"), "utf8");
  const cluster = new HttpCluster({
    ...{ name: "local", engine: "embedded", subject: gatewaySubject, clock: systemClock },
    socketPath: folders.socket("api"),
    token: () => token,
  });
  const gateway = await startGateway({
    ...{ cluster, log, clock: systemClock, folder: folders.gateway, host: settings.host, port: settings.gatewayPort },
    driver: chooseDriver(settings, folders, log),
    claim: claimAddress,
  });
  await openControlSocket(folders.socket("gateway"), token, {
    withdraw: (podUid) => gateway.withdraw(podUid),
    health: () => gateway.health(),
    stats: () => gateway.stats(),
  });
  process.once("SIGTERM", () => {
    gateway.close().finally(() => process.exit(0));
  });
}

function chooseDriver(settings: Settings, folders: Folders, log: Log): GatewayDriver {
  const haproxy = settings.gateway === "embedded" ? undefined : findHaproxy();
  if (settings.gateway === "haproxy" && !haproxy)
    throw new Error(
      "PILOTHOUSE_GATEWAY is haproxy, but HAProxy 2.4 or newer is not installed: install it, or set auto.",
    );
  if (!haproxy) return new EmbeddedDriver(systemClock);
  return new HaproxyDriver({
    ...{ program: haproxy.program, folder: folders.gateway, runFolder: folders.run, clock: systemClock, log },
  });
}

const run = promisify(execFile);

/** Makes a service's address one of this machine's, where it is not of the loopback range already. Needs CAP_NET_ADMIN. */
async function claimAddress(address: string): Promise<void> {
  if (address.startsWith("127.") || address === "0.0.0.0" || address === "::" || address === "localhost") return;
  if (process.platform !== "linux" || !/^10\./.test(address)) return;
  await run("ip", ["addr", "replace", `${address}/32`, "dev", "lo"]);
}

main().catch((error) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});

import { execFile } from "node:child_process";
import fs from "node:fs";
import { promisify } from "node:util";
import { readSettings, type Settings } from "@/scripts/settings.mjs";
import { installationId, networkName } from "@/server/agent/runtime/docker/names";
import { HttpCluster } from "@/server/cluster/httpCluster";
import { gatewaySubject } from "@/server/cluster/subject";
import { openControlSocket } from "@/server/gateway/controlSocket";
import type { GatewayDriver } from "@/server/gateway/drivers/driver";
import { EmbeddedDriver } from "@/server/gateway/drivers/embedded/embeddedDriver";
import { HaproxyDriver } from "@/server/gateway/drivers/haproxy/haproxyDriver";
import { findHaproxy } from "@/server/gateway/drivers/haproxy/haproxyProcess";
import { type RunningGateway, startGateway } from "@/server/gateway/gateway";
import { systemClock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import { type Log, outputLog, surviveLostOutput } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { bridgeAddress } from "@/server/network/bridge";
import { ClaimedAddresses } from "@/server/network/claims";
import { startClusterDns } from "@/server/network/clusterDns";
import { keepNames } from "@/server/network/dns/liveNames";
import { dockerAddress } from "@/server/supervisor/chooseRuntime";
import { type Folders, foldersOf } from "@/server/supervisor/folders";

/** The gateway process: carries requests to pods, by the objects that the API tells it of. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const folders = foldersOf(settings);
  surviveLostOutput(process);
  const log = outputLog(systemClock.now);
  const token = fs.readFileSync(folders.token("gateway"), "utf8");
  const cluster = new HttpCluster({
    name: "local",
    engine: "embedded",
    subject: gatewaySubject,
    clock: systemClock,
    socketPath: folders.socket("api"),
    token: () => token,
  });
  const addresses = new ClaimedAddresses(run);
  const gateway = await startGateway({
    cluster,
    log,
    clock: systemClock,
    folder: folders.gateway,
    host: settings.host,
    port: settings.gatewayPort,
    driver: chooseDriver(settings, folders, log),
    claim: async (address) => (address === settings.host ? undefined : addresses.claim(address)),
  });
  const { services } = gateway.objects;
  services.onChange(({ type, object }) => {
    if (type === "DELETED") void addresses.release(object.spec.clusterIP ?? "");
  });
  const dns = settings.runtime === "docker" ? serveNames({ gateway, folders, log, addresses }) : undefined;
  await openControlSocket(folders.socket("gateway"), token, {
    withdraw: (podUid) => gateway.withdraw(podUid),
    health: () => gateway.health(),
    stats: () => gateway.stats(),
  });
  process.once("SIGTERM", () => {
    const ends = [gateway.close(), dns?.close(), addresses.releaseAll()];
    Promise.allSettled(ends).then(() => process.exit(0));
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
    program: haproxy.program,
    folder: folders.gateway,
    runFolder: folders.run,
    clock: systemClock,
    log,
  });
}

const run = promisify(execFile);

interface Naming {
  readonly gateway: RunningGateway;
  readonly folders: Folders;
  readonly log: Log;
  readonly addresses: ClaimedAddresses;
}

/** Pods on Docker find services by name at the bridge's address of this machine; names outlive the control plane. */
function serveNames({ gateway, folders, log, addresses }: Naming): { close(): Promise<void> } {
  const engine = dockerAddress(process.env.DOCKER_HOST).options ?? {};
  const network = networkName(installationId(folders.data));
  const tools = { clock: systemClock, log };
  const names = keepNames({ ...gateway.objects, ...tools, folder: folders.gateway });
  const isReachable = (address: string) => addresses.has(address);
  const dns = startClusterDns({
    ...tools,
    random: systemRandom,
    findAddress: () => bridgeAddress(engine, network),
    knowledge: () => ({ names: names.current(), isReachable }),
  });
  return {
    async close() {
      names.close();
      await dns.close();
    },
  };
}

main().catch((error) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});

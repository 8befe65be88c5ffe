import net from "node:net";
import type { NetworkInspectInfo } from "dockerode";
import { type Clock, delay } from "@/server/lib/clock";
import type { Random } from "@/server/lib/random";
import { RuntimeError } from "../runtime";
import { type Docker, engineSays, statusOf, unless } from "./engine";
import { bridgeName, labels, networkName } from "./names";

export interface Bridge {
  readonly name: string;
  readonly subnet: string;
  /** This machine's address on it, where it reaches the bridge at all. */
  readonly gateway: string;
  /** `bridge`: pods answer at their own addresses here; `ports`: only at ports published on loopback (Docker Desktop). */
  readonly reach: "bridge" | "ports";
}

interface Tools {
  readonly docker: Docker;
  readonly clock: Clock;
  readonly random: Random;
}

const mostTries = 20;

/** The network of an installation, made once for all its nodes, in a range that the engine finds free. */
export async function ensureBridge(installation: string, tools: Tools): Promise<Bridge> {
  const { docker, clock } = tools;
  const name = networkName(installation);
  let refusal: unknown;
  for (let tries = 0; tries < mostTries; tries++) {
    const found = await inspect(docker, name);
    const { Subnet: subnet, Gateway: gateway } = found?.IPAM?.Config?.[0] ?? {};
    if (subnet && gateway) return { name, subnet, gateway, reach: (await isOurs(gateway)) ? "bridge" : "ports" };
    try {
      await create(installation, tools);
    } catch (error) {
      // Another node of this machine was quicker, or another network took the range.
      refusal = error;
      await delay(clock, 50 + tries * 20);
    }
  }
  throw new RuntimeError("FailedCreatePodSandBox", `the network ${name} cannot be made: ${engineSays(refusal)}`);
}

async function inspect(docker: Docker, name: string): Promise<NetworkInspectInfo | undefined> {
  try {
    return await docker.getNetwork(name).inspect();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Addresses can only be chosen in a range that was given: the engine is asked for a free one, which is then given. */
async function create(installation: string, { docker, random }: Tools): Promise<void> {
  const name = networkName(installation);
  const own = { Driver: "bridge", Labels: { [labels.installation]: installation } };
  const trial = await docker.createNetwork({ ...own, Name: `${name}-trial-${random.suffix(6)}` });
  const [range] = (await trial.inspect().finally(() => unless([404], trial.remove()))).IPAM?.Config ?? [];
  if (!range?.Subnet) throw new Error("the engine offered no range of addresses");
  const Gateway = range.Gateway ?? firstAddress(range.Subnet);
  await docker.createNetwork({
    ...own,
    Name: name,
    CheckDuplicate: true,
    Options: { "com.docker.network.bridge.name": bridgeName(installation) },
    IPAM: { Driver: "default", Config: [{ Subnet: range.Subnet, Gateway }] },
  });
}

function firstAddress(subnet: string): string {
  return subnet.replace(/\.\d+\/\d+$/, ".1");
}

/** Whether an address is this machine's: only then can something listen on it. */
function isOurs(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}

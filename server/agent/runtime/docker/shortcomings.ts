import { readFileSync } from "node:fs";
import type { Bridge } from "./network";

/** What `docker info` tells of it. */
export interface EngineInfo {
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly CPUShares?: boolean;
  readonly PidsLimit?: boolean;
  readonly SecurityOptions?: readonly string[] | null;
}

/** What this engine cannot isolate or limit, and what of the network is out of reach, in plain words. */
export function shortcomings(info: EngineInfo, bridge: Bridge, hasClusterDns: boolean): string[] {
  const options = (info.SecurityOptions ?? []).join(" ");
  const lacks: readonly (readonly [boolean, string])[] = [
    [info.MemoryLimit === false, "memory limits are not enforced: the kernel lacks them"],
    [info.CpuCfsQuota === false, "CPU limits are not enforced: the kernel lacks them"],
    [info.CPUShares === false, "CPU requests give no share: the kernel lacks them"],
    [info.SwapLimit === false, "a memory limit does not limit swap"],
    [!/seccomp/.test(options), "containers may call the whole kernel: seccomp is not available"],
    [
      bridge.reach === "ports",
      "pods have no address that this machine reaches: they answer at published ports of 127.0.0.1, and services are not reachable by name or address from inside pods",
    ],
    [
      bridge.reach === "bridge" && !hasClusterDns,
      "services are not found by name: port 53 needs root, or net.ipv4.ip_unprivileged_port_start=53",
    ],
    [true, "NetworkPolicies are not enforced"],
    [true, "the size of a volume is stated, not enforced"],
    [true, "all nodes of this machine share one Docker engine, its images and its kernel"],
  ];
  return lacks.flatMap(([isSo, says]) => (isSo ? [says] : []));
}

/** Whether the gateway, which runs as this user too, may listen on the port that resolvers ask. */
export function mayServeDns({ reach }: Bridge): boolean {
  if (process.platform !== "linux" || reach !== "bridge") return false;
  if (process.getuid?.() === 0) return true;
  try {
    return Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8")) <= 53;
  } catch {
    return false;
  }
}

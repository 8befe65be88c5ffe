import ipaddr from "ipaddr.js";
import type { Random } from "@/server/lib/random";

/**
 * An address of the subnet, by chance: one that was just let go of is not given out again soon. Never the network's own,
 * the first (the gateway's) or the last. IPv4, `172.20.0.0/16`.
 */
export function pickAddress(subnet: string, taken: ReadonlySet<string>, random: Random): string | undefined {
  const [network, bits] = ipaddr.IPv4.parseCIDR(subnet);
  const base = network.octets.reduce((sum, byte) => sum * 256 + byte, 0);
  const count = 2 ** (32 - bits) - 3;
  const start = Math.floor(random.fraction() * count);
  for (let offset = 0; offset < count; offset++) {
    const address = toAddress(base + 2 + ((start + offset) % count));
    if (!taken.has(address)) return address;
  }
  return undefined;
}

function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

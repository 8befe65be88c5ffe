import { readFileSync, statSync } from "node:fs";
import net from "node:net";
import type { Upstream } from "./forward";

/** The resolvers that a `resolv.conf` names, without those that are us: a question would come back for ever. */
export function upstreamsIn(text: string, ownAddresses: ReadonlySet<string>): Upstream[] {
  return text.split("\n").flatMap((line) => {
    const [, address = ""] = /^\s*nameserver\s+(\S+)/.exec(line) ?? [];
    const isAddress = net.isIP(address.split("%")[0] ?? "") !== 0;
    return isAddress && !ownAddresses.has(address) ? [{ address, port: 53 }] : [];
  });
}

/**
 * This machine's resolvers, read again when their file has changed. One on loopback (systemd-resolved, dnsmasq) is
 * reached too, since it is asked from this machine and not from a pod.
 */
export function machineUpstreams(ownAddress: string, file = "/etc/resolv.conf"): () => readonly Upstream[] {
  let known: readonly Upstream[] = [];
  let stamp = "";
  return () => {
    const { mtimeMs, size, ino } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0, ino: 0 };
    const now = `${mtimeMs} ${size} ${ino}`;
    if (now !== stamp) known = size > 0 ? upstreamsIn(readFileSync(file, "utf8"), new Set([ownAddress])) : [];
    stamp = now;
    return known;
  };
}

import { isIP } from "node:net";

/** What a certificate is made out to. */
export interface ServingNames {
  readonly dns: readonly string[];
  readonly ips: readonly string[];
}

export interface Place {
  /** What the API listens on: an address or a name of this machine; `0.0.0.0` and `::` stand for all its addresses. */
  readonly host: string;
  /** All addresses of this machine. */
  readonly addresses: readonly string[];
  readonly hostName: string;
  /** `10.96.0.0/16`: the first address of it is the Service `kubernetes`. */
  readonly serviceRange: string;
}

const inCluster = [
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  "kubernetes.default.svc.cluster.local",
];

/** Every name and address by which the API may be called, each once and in order, so that two lists can be compared. */
export function servingNames({ host, addresses, hostName, serviceRange }: Place): ServingNames {
  const listened = isEveryAddress(host) ? addresses : [host];
  const all = ["localhost", "127.0.0.1", "::1", ...inCluster, firstAddressOf(serviceRange), hostName, ...listened];
  const unique = [...new Set(all.map((name) => name.toLowerCase()).filter(isWritable))].sort();
  return { dns: unique.filter((name) => isIP(name) === 0), ips: unique.filter((name) => isIP(name) !== 0) };
}

export function isEveryAddress(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** A name that a certificate can hold: an administrator may have called the machine anything. */
function isWritable(name: string): boolean {
  return /^[\x21-\x7e]{1,253}$/.test(name);
}

/** `10.96.0.1` of `10.96.0.0/16`: the Service `kubernetes` has it. */
export function firstAddressOf(range: string): string {
  return (range.split("/")[0] ?? "").replace(/\d+$/, (last) => String(Number(last) + 1));
}

import { X509Certificate } from "node:crypto";
import type { ServingNames } from "./names";

const day = 24 * 60 * 60_000;

/** So long a certificate is good for, and so long before its end it is made anew. */
export const authorityMs = 3650 * day;
export const servingMs = 365 * day;
const renewBeforeMs = 90 * day;
/** Clocks of clients may be behind. */
export const backdatedMs = 5 * 60_000;

export interface Serving {
  /** PEM. */
  readonly certificate: string;
  readonly authority: string;
  readonly names: ServingNames;
}

/** Why the certificate must be made anew; undefined while it is good: signed by the authority, for these names, in time. */
export function whyRenew({ certificate, authority, names }: Serving, nowMs: number): string | undefined {
  const read = new X509Certificate(certificate);
  if (!read.verify(new X509Certificate(authority).publicKey)) return "another authority signed it";
  if (Date.parse(read.validTo) - nowMs < renewBeforeMs) return "it nears its end";
  if (Date.parse(read.validFrom) > nowMs) return "it is not valid yet";
  const wanted = [...names.dns, ...names.ips.map(canonicalIp)].sort().join();
  return namesIn(read).sort().join() === wanted ? undefined : "its names are not this machine's";
}

/** Whether the authority itself can go on for another serving certificate. */
export function isAuthorityGood(authority: string, nowMs: number): boolean {
  const read = new X509Certificate(authority);
  return read.ca && Date.parse(read.validTo) - nowMs > servingMs + renewBeforeMs;
}

/** From `DNS:localhost, IP Address:127.0.0.1`. */
function namesIn({ subjectAltName = "" }: X509Certificate): string[] {
  return subjectAltName
    .split(", ")
    .filter((text) => text !== "")
    .map((text) => text.replace(/^DNS:/, "").replace(/^IP Address:(.*)$/, (_, ip: string) => canonicalIp(ip)));
}

/** One spelling for an address, however many zeros it was written with. */
function canonicalIp(ip: string): string {
  return ip.includes(":") ? new URL(`http://[${ip}]`).hostname : ip;
}

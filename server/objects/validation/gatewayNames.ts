import type { FieldError } from "@/server/lib/errors";
import { inRange, invalid, invalidEach } from "./fieldErrors";
import { dnsLabel, dnsSubdomain, isIp, wildcardHost } from "./names";

/** A precise or wildcard host name; never an address. */
export function validateHost(host: string, field: string): FieldError[] {
  if (isIp(host)) return [invalid(field, host, "must be a host name, not an IP address")];
  return invalidEach(field, host, wildcardHost(host));
}

interface Reference {
  readonly name?: string;
  readonly namespace?: string;
  readonly port?: number;
}

/** Another object, by name; in another namespace where it says so. */
export function validateReference({ name, namespace, port }: Reference, field: string): FieldError[] {
  return [
    ...invalidEach(`${field}.name`, name ?? "", dnsSubdomain(name ?? "")),
    ...(namespace ? invalidEach(`${field}.namespace`, namespace, dnsLabel(namespace)) : []),
    ...inRange(port, `${field}.port`, [1, 65535]),
  ];
}

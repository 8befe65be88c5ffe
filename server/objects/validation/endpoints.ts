import ipaddr from "ipaddr.js";
import type { FieldError } from "@/server/lib/errors";
import type { Endpoints } from "../types";
import { forEachOf, inRange, invalidEach, oneOf, required } from "./fieldErrors";
import { dnsLabel, dnsSubdomain, ipAddress, isIp, qualifiedName } from "./names";
import { portRange, protocols } from "./ports";

type Subset = NonNullable<Endpoints["subsets"]>[number];
type Address = NonNullable<Subset["addresses"]>[number];

/** After Kubernetes' `ValidateEndpoints`. */
export function validateEndpoints({ subsets }: Endpoints): FieldError[] {
  return forEachOf(subsets, "subsets", (subset, field) => [
    ...(subset.addresses?.length || subset.notReadyAddresses?.length
      ? []
      : [required(field, "must specify `addresses` or `notReadyAddresses`")]),
    ...forEachOf(subset.addresses, `${field}.addresses`, validateAddress),
    ...forEachOf(subset.notReadyAddresses, `${field}.notReadyAddresses`, validateAddress),
    ...validatePorts(subset.ports, `${field}.ports`),
  ]);
}

function validateAddress({ ip = "", hostname, nodeName, targetRef }: Address, field: string): FieldError[] {
  // Pods of the process runtime answer at the machine's own address.
  const special = targetRef?.kind === "Pod" ? [] : specialOf(ip);
  return [
    ...invalidEach(`${field}.ip`, ip, ipAddress(ip)),
    ...(hostname ? invalidEach(`${field}.hostname`, hostname, dnsLabel(hostname)) : []),
    ...(nodeName === undefined ? [] : invalidEach(`${field}.nodeName`, nodeName, dnsSubdomain(nodeName))),
    ...invalidEach(`${field}.ip`, ip, isIp(ip) ? special : ["must be a valid IP address"]),
  ];
}

/** An address that means another place to everyone who reads it is refused: it would lead traffic astray. */
function specialOf(ip: string): string[] {
  if (!isIp(ip)) return [];
  const address = ipaddr.process(ip);
  const isWithin = (range: string) => {
    const [net, bits] = ipaddr.parseCIDR(range);
    return address.kind() === net.kind() && address.match(net, bits);
  };
  if (isWithin("0.0.0.0/32") || isWithin("::/128")) return [`may not be unspecified (${ip})`];
  return ranges.flatMap(({ nets, says }) => (nets.some(isWithin) ? [`may not be in the ${says}`] : []));
}

const ranges = [
  { nets: ["127.0.0.0/8", "::1/128"], says: "loopback range (127.0.0.0/8, ::1/128)" },
  { nets: ["169.254.0.0/16", "fe80::/10"], says: "link-local range (169.254.0.0/16, fe80::/10)" },
  { nets: ["224.0.0.0/24", "ff02::/16"], says: "link-local multicast range (224.0.0.0/24, ff02::/10)" },
];

function validatePorts(ports: Subset["ports"], field: string): FieldError[] {
  const isNameRequired = (ports?.length ?? 0) > 1;
  return forEachOf(ports, field, ({ name, port, protocol, appProtocol }, at) => [
    ...(isNameRequired && !name ? [required(`${at}.name`)] : []),
    ...(name ? invalidEach(`${at}.name`, name, dnsLabel(name)) : []),
    ...inRange(port, `${at}.port`, portRange),
    ...oneOf(protocol, `${at}.protocol`, protocols),
    ...(appProtocol === undefined ? [] : invalidEach(`${at}.appProtocol`, appProtocol, qualifiedName(appProtocol))),
  ]);
}

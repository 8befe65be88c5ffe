import ipaddr from "ipaddr.js";
import type { FieldError } from "@/server/lib/errors";
import type { NetworkPolicy } from "../types";
import { forbidden, forEachOf, inRange, invalid, invalidEach, notSupported, required } from "./fieldErrors";
import { validateSelector } from "./labels";
import { cidr, portName } from "./names";
import { portRange } from "./ports";

type Spec = NetworkPolicy["spec"];
type Rule = NonNullable<Spec["ingress"]>[number];
type Port = NonNullable<Rule["ports"]>[number];
type Peer = NonNullable<Rule["from"]>[number];
type Block = NonNullable<Peer["ipBlock"]>;

const protocols = ["TCP", "UDP", "SCTP"];
const types = ["Ingress", "Egress"];

/** After Kubernetes' `ValidateNetworkPolicy`. */
export function validateNetworkPolicy({ spec }: NetworkPolicy): FieldError[] {
  return [
    ...validateSelector(spec.podSelector, "spec.podSelector"),
    ...forEachOf(spec.ingress, "spec.ingress", ({ ports, from }, at) => [
      ...forEachOf(ports, `${at}.ports`, validatePort),
      ...forEachOf(from, `${at}.from`, validatePeer),
    ]),
    ...forEachOf(spec.egress, "spec.egress", ({ ports, to }, at) => [
      ...forEachOf(ports, `${at}.ports`, validatePort),
      ...forEachOf(to, `${at}.to`, validatePeer),
    ]),
    ...validateTypes(spec.policyTypes ?? []),
  ];
}

function validateTypes(given: readonly string[]): FieldError[] {
  if (given.length > types.length)
    return [invalid("spec.policyTypes", given, "may not specify more than two policyTypes")];
  return forEachOf(given, "spec.policyTypes", (type, at) =>
    types.includes(type) ? [] : [notSupported(at, type, types)],
  );
}

function validatePort({ protocol, port, endPort }: Port, field: string): FieldError[] {
  const end = `${field}.endPort`;
  return [
    ...(protocol === undefined || protocols.includes(protocol)
      ? []
      : [notSupported(`${field}.protocol`, protocol, protocols)]),
    ...(typeof port === "string" ? invalidEach(`${field}.port`, port, portName(port)) : []),
    ...(typeof port === "number" ? inRange(port, `${field}.port`, portRange) : []),
    ...(endPort === undefined ? [] : validateEnd(endPort, port, end)),
  ];
}

function validateEnd(endPort: number, port: Port["port"], field: string): FieldError[] {
  if (port === undefined) return [invalid(field, endPort, "may not be specified when `port` is not specified")];
  if (typeof port === "string") return [invalid(field, endPort, "may not be specified when `port` is non-numeric")];
  return [
    ...(endPort < port ? [invalid(field, endPort, "must be greater than or equal to `port`")] : []),
    ...inRange(endPort, field, portRange),
  ];
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: Peer, field: string): FieldError[] {
  const isSelected = podSelector !== undefined || namespaceSelector !== undefined;
  return [
    ...validateSelector(podSelector, `${field}.podSelector`),
    ...validateSelector(namespaceSelector, `${field}.namespaceSelector`),
    ...(ipBlock ? validateBlock(ipBlock, `${field}.ipBlock`) : []),
    ...(isSelected || ipBlock ? [] : [required(field, "must specify a peer")]),
    ...(isSelected && ipBlock ? [forbidden(field, "may not specify both ipBlock and another peer")] : []),
  ];
}

function validateBlock(block: Block, field: string): FieldError[] {
  if (!block.cidr) return [required(`${field}.cidr`)];
  const errors = invalidEach(`${field}.cidr`, block.cidr, strictCidr(block.cidr));
  if (!ipaddr.isValidCIDR(block.cidr)) return errors;
  const [address, bits] = ipaddr.parseCIDR(block.cidr);
  return [
    ...errors,
    ...forEachOf(block.except, `${field}.except`, (except, at) => {
      const faults = invalidEach(at, except, strictCidr(except));
      if (!ipaddr.isValidCIDR(except)) return faults;
      const [inner, innerBits] = ipaddr.parseCIDR(except);
      const isWithin = inner.kind() === address.kind() && innerBits > bits && inner.match(address, bits);
      return isWithin ? faults : [...faults, invalid(at, except, "must be a strict subset of `cidr`")];
    }),
  ];
}

/** A CIDR whose address is the first of its range. */
function strictCidr(value: string): string[] {
  const faults = cidr(value);
  if (faults.length > 0) return faults;
  const [address, bits] = ipaddr.parseCIDR(value);
  const network =
    address.kind() === "ipv4" ? ipaddr.IPv4.networkAddressFromCIDR(value) : ipaddr.IPv6.networkAddressFromCIDR(value);
  const isFirst = network.toString() === address.toString() && bits >= 0;
  return isFirst ? [] : ["must not have bits set beyond the prefix length"];
}

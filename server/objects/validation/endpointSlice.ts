import type { FieldError } from "@/server/lib/errors";
import type { EndpointSlice } from "../types";
import { duplicate, forEachOf, immutable, inRange, invalidEach, oneOf, required } from "./fieldErrors";
import { dnsLabel, dnsSubdomain, ipAddress, qualifiedName } from "./names";
import { protocols } from "./ports";

/** After Kubernetes' `ValidateEndpointSlice`. */
export function validateEndpointSlice(slice: EndpointSlice, old?: EndpointSlice): FieldError[] {
  const rule = slice.addressType === "FQDN" ? dnsSubdomain : ipAddress;
  const types = ["FQDN", "IPv4", "IPv6"];
  const typeErrors = oneOf(slice.addressType, "addressType", types);
  return [
    ...typeErrors,
    ...forEachOf(slice.endpoints, "endpoints", ({ addresses }, at) => [
      ...(addresses?.length ? [] : [required(`${at}.addresses`)]),
      ...(typeErrors.length > 0
        ? []
        : forEachOf(addresses, `${at}.addresses`, (address, one) => invalidEach(one, address, rule(address)))),
    ]),
    ...validatePorts(slice.ports),
    ...(old ? immutable(slice.addressType, old.addressType, "addressType") : []),
  ];
}

function validatePorts(ports: EndpointSlice["ports"]): FieldError[] {
  const names = new Set<string>();
  return forEachOf(ports, "ports", ({ name = "", port, protocol, appProtocol }, at) => {
    const isRepeated = names.has(name);
    names.add(name);
    return [
      ...(name ? invalidEach(`${at}.name`, name, dnsLabel(name)) : []),
      ...(isRepeated ? [duplicate(`${at}.name`, name)] : []),
      ...(port ? inRange(port, `${at}.port`, [1, 65535]) : []),
      ...oneOf(protocol, `${at}.protocol`, protocols),
      ...(appProtocol === undefined ? [] : invalidEach(`${at}.appProtocol`, appProtocol, qualifiedName(appProtocol))),
    ];
  });
}

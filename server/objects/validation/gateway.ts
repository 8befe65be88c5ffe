import type { FieldError } from "@/server/lib/errors";
import type { Gateway, GatewayClass } from "../types";
import { duplicatesOf, forEachOf, immutable, inRange, invalid, invalidEach, oneOfIfSet, required } from "./fieldErrors";
import { validateHost } from "./gatewayNames";
import { dnsSubdomain } from "./names";

/** After the validation in Gateway API's CustomResourceDefinition of Gateway. */
export function validateGateway({ spec }: Gateway): FieldError[] {
  return [
    ...(spec.gatewayClassName
      ? invalidEach("spec.gatewayClassName", spec.gatewayClassName, dnsSubdomain(spec.gatewayClassName))
      : [required("spec.gatewayClassName")]),
    ...(spec.listeners?.length ? [] : [required("spec.listeners")]),
    ...forEachOf(spec.listeners, "spec.listeners", ({ name, port, protocol, hostname, allowedRoutes }, at) => [
      ...(name ? invalidEach(`${at}.name`, name, dnsSubdomain(name)) : [required(`${at}.name`)]),
      ...inRange(port ?? 0, `${at}.port`, [1, 65535]),
      ...(protocol ? [] : [required(`${at}.protocol`)]),
      ...(hostname ? validateHost(hostname, `${at}.hostname`) : []),
      ...oneOfIfSet(allowedRoutes?.namespaces?.from, `${at}.allowedRoutes.namespaces.from`, [
        "All",
        "Selector",
        "Same",
      ]),
    ]),
    ...duplicatesOf(
      spec.listeners,
      ({ name }) => name,
      (index) => `spec.listeners[${index}].name`,
    ),
  ];
}

export function validateGatewayClass({ spec }: GatewayClass, old?: GatewayClass): FieldError[] {
  const name = spec.controllerName ?? "";
  const pattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/;
  return [
    ...(name === "" ? [required("spec.controllerName")] : []),
    ...(name !== "" && !pattern.test(name)
      ? [invalid("spec.controllerName", name, "must be a domain-prefixed path (e.g. 'example.com/gateway')")]
      : []),
    ...(old ? immutable(spec.controllerName, old.spec.controllerName, "spec.controllerName") : []),
  ];
}

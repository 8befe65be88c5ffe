import type { FieldError } from "@/server/lib/errors";
import type { Container, PodSpec } from "../types";
import { duplicate, duplicatesOf, forEachOf, inRange, invalid, invalidEach, oneOf, required } from "./fieldErrors";
import { ipAddress, portName } from "./names";

export const portRange = [1, 65535] as const;
export const protocols = ["SCTP", "TCP", "UDP"] as const;

/** A port by number or by name, as probes and services refer to it. */
export function validatePortReference(port: number | string | undefined, field: string): FieldError[] {
  if (typeof port === "string") return invalidEach(field, port, portName(port));
  return inRange(port ?? 0, field, portRange);
}

export function validateContainerPorts(ports: Container["ports"], field: string): FieldError[] {
  return [
    ...forEachOf(ports, field, ({ name, containerPort, hostPort, protocol, hostIP }, at) => [
      ...(name ? invalidEach(`${at}.name`, name, portName(name)) : []),
      ...(containerPort ? inRange(containerPort, `${at}.containerPort`, portRange) : [required(`${at}.containerPort`)]),
      ...(hostPort ? inRange(hostPort, `${at}.hostPort`, portRange) : []),
      ...oneOf(protocol, `${at}.protocol`, protocols),
      ...(hostIP ? invalidEach(`${at}.hostIP`, hostIP, ipAddress(hostIP)) : []),
    ]),
    ...duplicatesOf(
      ports,
      ({ name }) => name,
      (index) => `${field}[${index}].name`,
    ),
  ];
}

/** Two containers of one pod cannot have the same port of the node; on the host's network a port is the node's. */
export function validateHostPorts(spec: PodSpec, field: string): FieldError[] {
  const taken = new Set<string>();
  return forEachOf(spec.containers, `${field}.containers`, (container, containerField) =>
    forEachOf(container.ports, `${containerField}.ports`, ({ containerPort, hostPort, protocol, hostIP = "" }, at) => {
      if (!hostPort) return [];
      if (spec.hostNetwork && hostPort !== containerPort)
        return [invalid(`${at}.hostPort`, hostPort, "must match `containerPort` when `hostNetwork` is true")];
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(key)) return [duplicate(`${at}.hostPort`, key)];
      taken.add(key);
      return [];
    }),
  );
}

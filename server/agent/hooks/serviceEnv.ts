import type { Service } from "@/server/objects/types";

/** What kubelet tells a container of the services of its namespace: `WEB_SERVICE_HOST`, `WEB_PORT_80_TCP`, … */
export function serviceEnvironment(services: readonly Service[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const { metadata, spec } of services) {
    const ip = spec.clusterIP;
    const [first] = spec.ports ?? [];
    if (!ip || ip === "None" || !first) continue;
    const prefix = variableName(metadata.name);
    env[`${prefix}_SERVICE_HOST`] = ip;
    env[`${prefix}_SERVICE_PORT`] = String(first.port);
    env[`${prefix}_PORT`] = url(first.protocol, ip, first.port);
    for (const { name, port, protocol = "TCP" } of spec.ports ?? []) {
      if (name) env[`${prefix}_SERVICE_PORT_${variableName(name)}`] = String(port);
      const link = `${prefix}_PORT_${port}_${protocol}`;
      env[link] = url(protocol, ip, port);
      env[`${link}_PROTO`] = protocol.toLowerCase();
      env[`${link}_PORT`] = String(port);
      env[`${link}_ADDR`] = ip;
    }
  }
  return env;
}

const url = (protocol = "TCP", ip: string, port: number) => `${protocol.toLowerCase()}://${ip}:${port}`;

export function variableName(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9_]/g, "_");
}

/** The services of a pod's own namespace, and the API's, where there is one, for everybody. */
export function isToldIn(namespace: string, { metadata }: Service): boolean {
  return metadata.namespace === namespace || (metadata.namespace === "default" && metadata.name === "kubernetes");
}

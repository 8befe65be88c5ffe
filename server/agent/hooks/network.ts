import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Pod, Service } from "@/server/objects/types";
import type { PortRequest, Sandbox, SandboxRequest } from "../runtime/runtime";
import { hostnameOf } from "./env";

/** What a pod asks of the network, from all its containers' declared ports. */
export function sandboxRequestOf(pod: Pod): SandboxRequest {
  const { metadata, spec } = pod;
  const declared = [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ ports }) => ports ?? []);
  const ports = new Map<number, PortRequest>();
  for (const { containerPort, protocol = "TCP", name, hostPort } of declared) {
    if (ports.has(containerPort) || (protocol !== "TCP" && protocol !== "UDP")) continue;
    ports.set(containerPort, { containerPort, protocol, name, hostPort });
  }
  const { nameservers = [], searches = [], options = [] } = spec.dnsConfig ?? {};
  return {
    pod: { uid: metadata.uid, namespace: metadata.namespace ?? "", name: metadata.name },
    hostname: hostnameOf(pod),
    ports: [...ports.values()],
    usesHostNetwork: spec.hostNetwork ?? false,
    dns: {
      ...(spec.dnsPolicy ? { policy: spec.dnsPolicy } : {}),
      servers: nameservers,
      searches,
      options: options.map(({ name = "", value }) => (value === undefined ? name : `${name}:${value}`)),
    },
    hostAliases: (spec.hostAliases ?? []).map(({ ip, hostnames = [] }) => ({ ip, hostnames })),
  };
}

/**
 * A hosts file that names the services of the cluster, for pods without a DNS of their own: the short name within the
 * namespace, the longer ones everywhere.
 */
export function hostsFile(pod: Pod, services: readonly Service[], sandbox: Sandbox): string {
  const own = pod.metadata.namespace ?? "";
  const hostname = hostnameOf(pod);
  const subdomain = pod.spec.subdomain ? [`${hostname}.${pod.spec.subdomain}.${own}.svc.cluster.local`] : [];
  const lines = services.flatMap(({ metadata, spec }) => {
    const ip = spec.clusterIP;
    if (!ip || ip === "None") return [];
    const { name, namespace } = metadata;
    const names = [`${name}.${namespace}.svc.cluster.local`, `${name}.${namespace}.svc`, `${name}.${namespace}`];
    return [[ip, ...names, ...(namespace === own ? [name] : [])].join("\t")];
  });
  const aliases = (pod.spec.hostAliases ?? []).map(({ ip, hostnames = [] }) => [ip, ...hostnames].join("\t"));
  return [
    "# Kubernetes-managed hosts file.",
    "127.0.0.1\tlocalhost",
    "::1\tlocalhost ip6-localhost ip6-loopback",
    [sandbox.ip, ...subdomain, hostname].join("\t"),
    ...lines,
    ...aliases,
    "",
  ].join("\n");
}

/** Written in place: the file is mounted, and a rename would leave the mount with the old one. */
export function writeHosts(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { mode: 0o644 });
}

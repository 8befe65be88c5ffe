import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Mount, SandboxRequest } from "../runtime";

const clusterDomain = "cluster.local";

/** What a resolver takes at most (glibc before 2.26 took less; musl and kubelet take this). */
const mostServers = 3;
const mostSearches = 32;

/**
 * A pod's `resolv.conf`, as kubelet writes it for dnsPolicy ClusterFirst and None; undefined where the engine's own is
 * right: dnsPolicy Default, a host's network, or no DNS of the cluster.
 */
export function resolvConf(request: SandboxRequest, clusterDns: string | undefined): string | undefined {
  const { dns, pod, usesHostNetwork } = request;
  const { policy = "ClusterFirst" } = dns;
  const isCluster = policy === "ClusterFirstWithHostNet" || (policy === "ClusterFirst" && !usesHostNetwork);
  if (policy !== "None" && (!isCluster || !clusterDns)) return undefined;
  const own = [`${pod.namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
  const servers = unique([...(isCluster && clusterDns ? [clusterDns] : []), ...dns.servers]);
  const searches = unique([...(isCluster ? own : []), ...dns.searches]);
  const given = dns.options.some((option) => option.startsWith("ndots:"));
  const options = [...(isCluster && !given ? ["ndots:5"] : []), ...dns.options];
  const line = (name: string, values: readonly string[]) => (values.length > 0 ? [[name, ...values].join(" ")] : []);
  return [
    ...line("search", searches.slice(0, mostSearches)),
    ...servers.slice(0, mostServers).map((server) => `nameserver ${server}`),
    ...line("options", options),
    "",
  ].join("\n");
}

/** A pod's `/etc/hosts`, as kubelet writes it. */
export function hostsFile({ hostname, hostAliases }: SandboxRequest, ip: string): string {
  return [
    "# Kubernetes-managed hosts file.",
    "127.0.0.1\tlocalhost",
    "::1\tlocalhost ip6-localhost ip6-loopback",
    "fe00::0\tip6-localnet",
    "fe00::0\tip6-mcastprefix",
    "fe00::1\tip6-allnodes",
    "fe00::2\tip6-allrouters",
    [ip, hostname].join("\t"),
    ...hostAliases.map((alias) => [alias.ip, ...alias.hostnames].join("\t")),
    "",
  ].join("\n");
}

/** Writes a pod's own files into its folder, and tells where they belong in its containers. */
export function writeResolver(dir: string, texts: { readonly hosts?: string; readonly resolv?: string }): Mount[] {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const mount = (name: string, text: string | undefined, target: string): Mount[] => {
    if (text === undefined) return [];
    const source = path.join(dir, name);
    writeFileSync(source, text, { mode: 0o644 });
    return [{ source, target, isReadOnly: false }];
  };
  return [...mount("hosts", texts.hosts, "/etc/hosts"), ...mount("resolv.conf", texts.resolv, "/etc/resolv.conf")];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

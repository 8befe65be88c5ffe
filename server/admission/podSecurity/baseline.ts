import type { PodSource } from "@/server/objects/podTemplates";
import type { Container, PodSpec } from "@/server/objects/types";
import { confinement } from "./confinement";
import { containersOf, named, quoted, says } from "./words";

/**
 * What a pod asks for that the `baseline` level of Kubernetes' Pod Security Standards forbids, each in Kubernetes' words;
 * none when it keeps to that level. After the checks of `k8s.io/pod-security-admission/policy`, for Linux.
 */
export function baselineViolations(source: PodSource): string[] {
  const { spec } = source;
  if (!spec) return [];
  return [
    ...confinement(source),
    ...capabilities(spec),
    ...hostNamespaces(spec),
    ...hostPaths(spec),
    ...hostPorts(spec),
    ...hostProcess(spec),
    ...privileged(spec),
    ...probeHosts(spec),
    ...procMount(spec),
    ...sysctls(spec),
  ];
}

const harmlessCapabilities = new Set([
  ...["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE"],
  ...["SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"],
]);

function capabilities(spec: PodSpec): string[] {
  const added = ({ securityContext }: Container) =>
    (securityContext?.capabilities?.add ?? []).filter((one) => !harmlessCapabilities.has(one));
  const bad = containersOf(spec).filter((container) => added(container).length > 0);
  const which = quoted([...new Set(bad.flatMap(added))].sort());
  return says(
    "non-default capabilities",
    bad.length > 0 && `${named(bad)} must not include ${which} in securityContext.capabilities.add`,
  );
}

function hostNamespaces({ hostNetwork, hostPID, hostIPC }: PodSpec): string[] {
  const on = Object.entries({ hostNetwork, hostPID, hostIPC }).filter(([, isOn]) => isOn);
  return says("host namespaces", on.map(([name]) => `${name}=true`).join(", "));
}

function hostPaths({ volumes = [] }: PodSpec): string[] {
  const bad = volumes.filter(({ hostPath }) => hostPath);
  return says(
    "hostPath volumes",
    bad.length > 0 && `volume${bad.length > 1 ? "s" : ""} ${quoted(bad.map(({ name }) => name))}`,
  );
}

function hostPorts(spec: PodSpec): string[] {
  const portsOf = ({ ports = [] }: Container) => ports.flatMap(({ hostPort }) => hostPort || []);
  const bad = containersOf(spec).filter((container) => portsOf(container).length > 0);
  const ports = [...new Set(bad.flatMap(portsOf))].sort((a, b) => a - b);
  const verb = bad.length > 1 ? "use" : "uses";
  return says(
    "hostPort",
    bad.length > 0 && `${named(bad)} ${verb} hostPort${ports.length > 1 ? "s" : ""} ${ports.join(", ")}`,
  );
}

function hostProcess(spec: PodSpec): string[] {
  const isSet = (context: PodSpec["securityContext"] | Container["securityContext"]) =>
    context?.windowsOptions?.hostProcess === true;
  const who = named(
    containersOf(spec).filter(({ securityContext }) => isSet(securityContext)),
    isSet(spec.securityContext),
  );
  return says("hostProcess", who && `${who} must not set securityContext.windowsOptions.hostProcess=true`);
}

function privileged(spec: PodSpec): string[] {
  const who = named(containersOf(spec).filter(({ securityContext }) => securityContext?.privileged));
  return says("privileged", who && `${who} must not set securityContext.privileged=true`);
}

/** An agent asks from the machine's own network: another host than the pod is not a pod's to have asked. */
function probeHosts(spec: PodSpec): string[] {
  const hostsOf = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container) =>
    [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap((handler) =>
      [handler?.httpGet?.host, handler?.tcpSocket?.host].flatMap((host) => host || []),
    );
  const bad = containersOf(spec).filter((container) => hostsOf(container).length > 0);
  const hosts = [...new Set(bad.flatMap(hostsOf))].sort();
  const verb = bad.length > 1 ? "use" : "uses";
  const what = `probe or lifecycle host${hosts.length > 1 ? "s" : ""}`;
  return says("probe or lifecycle host", bad.length > 0 && `${named(bad)} ${verb} ${what} ${quoted(hosts)}`);
}

function procMount(spec: PodSpec): string[] {
  const mountOf = ({ securityContext }: Container) => securityContext?.procMount ?? "Default";
  const bad = containersOf(spec).filter((container) => mountOf(container) !== "Default");
  const which = quoted([...new Set(bad.map(mountOf))].sort());
  // A pod with users of its own may: there, root is nobody on the machine. No runtime of ours makes such a pod.
  return says("procMount", bad.length > 0 && `${named(bad)} must not set securityContext.procMount to ${which}`);
}

const harmlessSysctls = new Set([
  ...["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start"],
  ...["net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports"],
  ...["net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl"],
  ...["net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"],
]);

function sysctls({ securityContext }: PodSpec): string[] {
  const bad = (securityContext?.sysctls ?? []).filter(({ name }) => !harmlessSysctls.has(name.replaceAll("/", ".")));
  return says("forbidden sysctls", bad.map(({ name }) => name).join(", "));
}

import type { ContainerCreateOptions } from "dockerode";
import { containerName, labels, type Owner, podLabels } from "./names";
import type { Bridge } from "./network";
import { pauseImage } from "./pauseImage";
import type { SandboxRecord } from "./sandboxRecords";

export interface PausePlace {
  readonly owner: Owner;
  readonly bridge: Bridge;
  /** Where hostPorts listen. */
  readonly hostAddress: string;
}

/** What the engine is asked to create as a pod's sandbox: nothing in it may do anything but wait. */
export function pauseOptions(
  { request, address, published }: SandboxRecord,
  { owner, bridge, hostAddress }: PausePlace,
): ContainerCreateOptions & { name: string } {
  const { pod, hostname, usesHostNetwork } = request;
  const own = {
    name: containerName(owner, pod, "pause"),
    Image: pauseImage,
    Labels: { ...podLabels(owner, pod), [labels.address]: address ?? "host" },
  };
  const fixed = {
    IpcMode: "shareable",
    ReadonlyRootfs: true,
    CapDrop: ["ALL"],
    SecurityOpt: ["no-new-privileges"],
    RestartPolicy: { Name: "no" },
    LogConfig: { Type: "none", Config: {} },
  };
  if (usesHostNetwork) return { ...own, HostConfig: { ...fixed, NetworkMode: "host" } };
  const bindings = portBindings(request.ports, { published, hostAddress });
  return {
    ...own,
    Hostname: hostname,
    ExposedPorts: Object.fromEntries(Object.keys(bindings).map((port) => [port, {}])),
    HostConfig: { ...fixed, NetworkMode: bridge.name, PortBindings: bindings },
    NetworkingConfig: { EndpointsConfig: { [bridge.name]: { IPAMConfig: { IPv4Address: address } } } },
  };
}

type Binding = { readonly HostIp: string; readonly HostPort: string };

function portBindings(
  ports: SandboxRecord["request"]["ports"],
  { published, hostAddress }: { readonly published: SandboxRecord["published"]; readonly hostAddress: string },
): Record<string, Binding[]> {
  const bindings: Record<string, Binding[]> = {};
  for (const { containerPort, protocol, hostPort } of ports) {
    const port = portKey(containerPort, protocol);
    const loopback = published[port];
    const all = [
      ...(hostPort ? [{ HostIp: hostAddress, HostPort: String(hostPort) }] : []),
      ...(loopback ? [{ HostIp: "127.0.0.1", HostPort: String(loopback) }] : []),
    ];
    if (all.length > 0) bindings[port] = all;
  }
  return bindings;
}

export const portKey = (port: number, protocol: "TCP" | "UDP") => `${port}/${protocol.toLowerCase()}`;

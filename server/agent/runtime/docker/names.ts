import { createHash } from "node:crypto";
import path from "node:path";
import type { PodIdentity } from "../runtime";

/** What is ours on an engine that others use too: one data folder is one installation. */
export function installationId(dataDir: string): string {
  return createHash("sha256").update(path.resolve(dataDir)).digest("hex").slice(0, 10);
}

/** The Docker network that all nodes of an installation share. */
export const networkName = (installation: string) => `pilothouse-${installation}`;

/** The kernel's name for it; at most 15 characters. Two networks cannot have it: that makes its creation atomic. */
export const bridgeName = (installation: string) => `ph-${installation}`;

export const labels = {
  installation: "pilothouse.dev/installation",
  node: "pilothouse.dev/node",
  namespace: "pilothouse.dev/namespace",
  pod: "pilothouse.dev/pod",
  uid: "pilothouse.dev/uid",
  container: "pilothouse.dev/container",
  attempt: "pilothouse.dev/attempt",
  /** Only on pause containers: the address that is the pod's, or "host". */
  address: "pilothouse.dev/address",
} as const;

/** Whose containers these are. */
export interface Owner {
  readonly installation: string;
  readonly node: string;
}

export function podLabels({ installation, node }: Owner, pod: PodIdentity): Record<string, string> {
  return {
    [labels.installation]: installation,
    [labels.node]: node,
    [labels.namespace]: pod.namespace,
    [labels.pod]: pod.name,
    [labels.uid]: pod.uid,
  };
}

export function podOf(found: Readonly<Record<string, string>>): PodIdentity {
  return {
    uid: found[labels.uid] ?? "",
    namespace: found[labels.namespace] ?? "",
    name: found[labels.pod] ?? "",
  };
}

/** Unique on the engine, and the same when asked again: a repeated start finds what the first one made. */
export function containerName({ installation }: Owner, pod: PodIdentity, container: string): string {
  return `pilothouse-${installation}-${pod.uid}-${container}`;
}

export const ofOwner = ({ installation, node }: Owner) => [
  `${labels.installation}=${installation}`,
  `${labels.node}=${node}`,
];

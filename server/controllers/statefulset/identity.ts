import type { ControllerRevision, Pod, PodTemplate, StatefulSet } from "@/server/objects/types";
import { type PodManifest, podFromTemplate } from "../podFromTemplate";
import { claimsOf } from "./claims";

export const revisionLabel = "controller-revision-hash";
const nameLabel = "statefulset.kubernetes.io/pod-name";
const indexLabel = "apps.kubernetes.io/pod-index";

export function podName(set: StatefulSet, ordinal: number): string {
  return `${set.metadata.name}-${ordinal}`;
}

/** The number in a pod's name; undefined when the name is not one that this set gives. */
export function ordinalOf(set: StatefulSet, { metadata }: Pick<Pod, "metadata">): number | undefined {
  const prefix = `${set.metadata.name}-`;
  if (!metadata.name.startsWith(prefix)) return undefined;
  const digits = metadata.name.slice(prefix.length);
  return /^(0|[1-9]\d{0,8})$/.test(digits) ? Number(digits) : undefined;
}

/** The ordinals that there are to be: from the first, and before the last. */
export function ordinalRange({ spec }: StatefulSet): { readonly first: number; readonly end: number } {
  const first = spec.ordinals?.start ?? 0;
  return { first, end: first + (spec.replicas ?? 1) };
}

export function revisionNameOf(pod: Pod): string | undefined {
  return pod.metadata.labels?.[revisionLabel];
}

interface Made {
  readonly ordinal: number;
  readonly template: PodTemplate;
  readonly revision: ControllerRevision["metadata"]["name"];
}

/** The pod of an ordinal: its name is its host name, and its claims are always the same ones. */
export function podFor(set: StatefulSet, { ordinal, template, revision }: Made): PodManifest {
  const name = podName(set, ordinal);
  const made = podFromTemplate(set, template, { name, base: set.metadata.name });
  const claims = claimsOf(set, ordinal);
  const claimed = new Set(claims.map(({ volume }) => volume));
  const volumes = [
    ...claims.map(({ volume, name: claimName }) => ({ name: volume, persistentVolumeClaim: { claimName } })),
    ...(made.spec.volumes ?? []).filter((volume) => !claimed.has(volume.name)),
  ];
  return {
    ...made,
    metadata: {
      ...made.metadata,
      labels: { ...made.metadata.labels, ...identityLabels(set, ordinal), [revisionLabel]: revision },
    },
    spec: {
      ...made.spec,
      hostname: name,
      ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}),
      ...(volumes.length > 0 ? { volumes } : {}),
    },
  };
}

function identityLabels(set: StatefulSet, ordinal: number): Record<string, string> {
  return { [nameLabel]: podName(set, ordinal), [indexLabel]: String(ordinal) };
}

/** The pod with the labels of its ordinal again; undefined when it has them. */
export function withIdentity(set: StatefulSet, ordinal: number, pod: Pod): Pod | undefined {
  const labels = identityLabels(set, ordinal);
  if (Object.entries(labels).every(([key, value]) => pod.metadata.labels?.[key] === value)) return undefined;
  return { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, ...labels } } };
}

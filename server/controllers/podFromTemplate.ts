import { controllerReference } from "@/server/objects/meta";
import { afterAnnotation } from "@/server/objects/pods";
import type { KubeObject, Manifest, PodSpec, PodTemplate } from "@/server/objects/types";
import { prefixOf } from "./names";

/** The scheduling gate of a pod that waits for other workloads. */
export const afterGate = afterAnnotation;

export interface PodIdentity {
  readonly name: string;
  /** What `generateName` shows: the name's part before the five characters. */
  readonly base: string;
}

/**
 * A pod as its controller makes it. `pilothouse.dev/after` of the owner or of the template goes onto the pod, with a
 * scheduling gate that is lifted when the workloads it names are ready.
 */
export function podFromTemplate(owner: KubeObject, template: PodTemplate, identity: PodIdentity): PodManifest {
  const after = template.metadata?.annotations?.[afterAnnotation] ?? owner.metadata.annotations?.[afterAnnotation];
  const spec = template.spec as PodSpec;
  const gates = (spec.schedulingGates ?? []).filter(({ name }) => name !== afterGate);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: identity.name,
      generateName: prefixOf(identity.base),
      namespace: owner.metadata.namespace,
      labels: { ...template.metadata?.labels },
      annotations: { ...template.metadata?.annotations, ...(after ? { [afterAnnotation]: after } : {}) },
      finalizers: [...(template.metadata?.finalizers ?? [])],
      ownerReferences: [controllerReference(owner)],
    },
    spec: after ? { ...spec, schedulingGates: [...gates, { name: afterGate }] } : { ...spec },
  };
}

export interface PodManifest extends Manifest {
  metadata: Manifest["metadata"] & { labels: Record<string, string>; annotations: Record<string, string> };
  spec: PodSpec;
}

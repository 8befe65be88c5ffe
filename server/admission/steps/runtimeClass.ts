import { isEqual } from "@/server/lib/equal";
import type { KindDefinition } from "@/server/objects/kind";
import { amountsOf } from "@/server/objects/quota/amounts";
import type { Pod, RuntimeClass } from "@/server/objects/types";
import { refused } from "../forbidden";
import type { AdmissionStep } from "../request";

/** A pod's RuntimeClass says what it costs beside its containers, and where it can run. After `RuntimeClass`. */
export const runtimeClass: AdmissionStep = {
  name: "runtimeClass",
  async admit(object, { kind, verb, subresource }, { lookups }) {
    if (kind.kind !== "Pod" || kind.group !== "" || verb !== "create" || subresource) return object;
    const pod = object as Pod;
    const { runtimeClassName: name } = pod.spec;
    const found = name ? await lookups.get("runtimeclasses.node.k8s.io", { name }) : undefined;
    const refuse = (why: string) => refused(kind, nameOf(pod), why);
    if (name && !found) throw refuse(`pod rejected: RuntimeClass "${name}" not found`);
    const { overhead, scheduling } = (found ?? {}) as Partial<RuntimeClass>;
    const { podFixed } = overhead ?? {};
    if (pod.spec.overhead && !podFixed)
      throw refuse("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
    if (pod.spec.overhead && !isEqual(amountsOf(pod.spec.overhead), amountsOf(podFixed)))
      throw refuse("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
    const costly = podFixed ? { ...pod, spec: { ...pod.spec, overhead: podFixed } } : pod;
    return scheduling ? placed(costly, scheduling, kind) : costly;
  },
};

function placed(pod: Pod, scheduling: NonNullable<RuntimeClass["scheduling"]>, kind: KindDefinition): Pod {
  const { nodeSelector = {}, tolerations = [] } = pod.spec;
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {}))
    if (Object.hasOwn(nodeSelector, key) && nodeSelector[key] !== value)
      throw refused(
        kind,
        nameOf(pod),
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${nodeSelector[key]}`,
      );
  const added = (scheduling.tolerations ?? []).filter((one) => !tolerations.some((other) => isEqual(one, other)));
  const spec = {
    ...pod.spec,
    ...(scheduling.nodeSelector && { nodeSelector: { ...nodeSelector, ...scheduling.nodeSelector } }),
    ...(added.length > 0 && { tolerations: [...tolerations, ...added] }),
  };
  return { ...pod, spec };
}

function nameOf({ metadata }: Pod): string {
  return metadata.name || metadata.generateName || "";
}

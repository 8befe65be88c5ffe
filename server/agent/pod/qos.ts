import type { Container, PodSpec, PodStatus } from "@/server/objects/types";

/** After Kubernetes' `ComputePodQOS`. */
export function qosClassOf(spec: PodSpec): NonNullable<PodStatus["qosClass"]> {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  if (!containers.some(asksForAnything)) return "BestEffort";
  return containers.every(isGuaranteed) ? "Guaranteed" : "Burstable";
}

const counted = ["cpu", "memory"] as const;

function asksForAnything({ resources }: Container): boolean {
  return counted.some((name) => isPositive(resources?.requests?.[name]) || isPositive(resources?.limits?.[name]));
}

function isGuaranteed({ resources }: Container): boolean {
  return counted.every((name) => {
    const limit = resources?.limits?.[name];
    const request = resources?.requests?.[name] ?? limit;
    return isPositive(limit) && String(request) === String(limit);
  });
}

function isPositive(quantity: string | number | undefined): boolean {
  return quantity !== undefined && Number.parseFloat(String(quantity)) > 0;
}

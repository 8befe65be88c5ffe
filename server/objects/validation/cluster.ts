import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import type { Lease, Node, PodDisruptionBudget, PriorityClass } from "../types";
import { validateCount } from "./counts";
import { forbidden, forEachOf, immutable, invalid, invalidEach, nonNegative, oneOfIfSet } from "./fieldErrors";
import { validateSelector } from "./labels";
import { cidr } from "./names";
import { validateQuantities } from "./resources";
import { validateTaints } from "./scheduling";

/** After Kubernetes' `ValidateNode`. */
export function validateNode({ spec, status }: Node, old?: Node): FieldError[] {
  const { podCIDR, podCIDRs } = spec ?? {};
  const cidrs = podCIDRs ?? (podCIDR ? [podCIDR] : []);
  const oldCidrs = old?.spec?.podCIDRs ?? [];
  return [
    ...validateTaints(spec?.taints, "metadata.taints"),
    ...forEachOf(cidrs, "spec.podCIDRs", (one, at) => invalidEach(at, one, cidr(one))),
    ...(oldCidrs.length > 0 && !isEqual(cidrs, oldCidrs)
      ? [forbidden("spec.podCIDRs", 'node updates may not change podCIDR except from "" to valid')]
      : []),
    ...(old?.spec?.providerID && spec?.providerID !== old.spec.providerID
      ? [forbidden("spec.providerID", 'node updates may not change providerID except from "" to valid')]
      : []),
    ...validateQuantities(status?.capacity, "status.capacity"),
    ...validateQuantities(status?.allocatable, "status.allocatable"),
  ];
}

const maxUserPriority = 1_000_000_000;
const systemPriorities: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};

/** After Kubernetes' `ValidatePriorityClass`. */
export function validatePriorityClass(priority: PriorityClass, old?: PriorityClass): FieldError[] {
  const { metadata, value = 0, preemptionPolicy } = priority;
  const name = metadata.name ?? "";
  const system = Object.hasOwn(systemPriorities, name) ? systemPriorities[name] : undefined;
  return [
    ...(name.startsWith("system-") && system !== value
      ? [
          forbidden(
            "metadata.name",
            `priority class names with 'system-' prefix are reserved for system use only. error: ${
              system === undefined
                ? `${name} is not a known system priority class`
                : `value of ${name} PriorityClass must be ${system}`
            }`,
          ),
        ]
      : []),
    ...(system === undefined && value > maxUserPriority
      ? [forbidden("value", `maximum allowed value of a user defined priority is ${maxUserPriority}`)]
      : []),
    ...oneOfIfSet(preemptionPolicy, "preemptionPolicy", ["PreemptLowerPriority", "Never"]),
    ...(old && old.value !== priority.value ? [forbidden("value", "may not be changed in an update.")] : []),
    ...(old ? immutable(preemptionPolicy, old.preemptionPolicy, "preemptionPolicy") : []),
  ];
}

/** After Kubernetes' `ValidatePodDisruptionBudget`. */
export function validatePodDisruptionBudget({ spec }: PodDisruptionBudget): FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec ?? {};
  const shown = { MinAvailable: minAvailable, Selector: selector, MaxUnavailable: maxUnavailable };
  return [
    ...(minAvailable !== undefined && maxUnavailable !== undefined
      ? [
          invalid(
            "spec",
            { ...shown, UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null },
            "minAvailable and maxUnavailable cannot be both set",
          ),
        ]
      : []),
    ...validateCount(minAvailable, "spec.minAvailable", true),
    ...validateCount(maxUnavailable, "spec.maxUnavailable", true),
    ...validateSelector(selector, "spec.selector"),
    ...oneOfIfSet(unhealthyPodEvictionPolicy, "spec.unhealthyPodEvictionPolicy", ["AlwaysAllow", "IfHealthyBudget"]),
  ];
}

export function validateLease({ spec }: Lease): FieldError[] {
  const seconds = spec?.leaseDurationSeconds;
  return [
    ...(seconds !== undefined && seconds <= 0
      ? [invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0")]
      : []),
    ...nonNegative(spec?.leaseTransitions, "spec.leaseTransitions"),
  ];
}

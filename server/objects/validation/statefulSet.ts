import type { FieldError } from "@/server/lib/errors";
import type { StatefulSet } from "../types";
import { validateClaimTemplates, withClaimVolumes } from "./claimTemplates";
import { isZero, validateCount } from "./counts";
import { immutable, invalid, invalidEach, nonNegative, oneOf } from "./fieldErrors";
import { dnsLabel } from "./names";
import { validateLasting } from "./template";

type StatefulSetSpec = StatefulSet["spec"];

/** After Kubernetes' `ValidateStatefulSet`. */
export function validateStatefulSet({ spec }: StatefulSet, old?: StatefulSet): FieldError[] {
  const template = withClaimVolumes(spec.template, spec.volumeClaimTemplates);
  return [
    ...validateLasting({ selector: spec.selector, template }, "statefulset"),
    ...validatePolicy(spec.podManagementPolicy),
    ...validateUpdateStrategy(spec.updateStrategy),
    ...validateRetention(spec.persistentVolumeClaimRetentionPolicy),
    ...nonNegative(spec.replicas, "spec.replicas"),
    ...nonNegative(spec.minReadySeconds, "spec.minReadySeconds"),
    ...nonNegative(spec.ordinals?.start, "spec.ordinals.start"),
    ...validateClaimTemplates(spec.volumeClaimTemplates),
    ...(spec.serviceName && !old ? invalidEach("spec.serviceName", spec.serviceName, dnsLabel(spec.serviceName)) : []),
    ...(old ? validateStatefulSetUpdate(spec, old.spec) : []),
  ];
}

function validatePolicy(policy: string | undefined): FieldError[] {
  if (policy === "OrderedReady" || policy === "Parallel") return [];
  return [invalid("spec.podManagementPolicy", policy ?? "", "must be 'OrderedReady' or 'Parallel'")];
}

function validateUpdateStrategy(strategy: StatefulSetSpec["updateStrategy"]): FieldError[] {
  const { type, rollingUpdate } = strategy ?? {};
  const field = "spec.updateStrategy";
  if (type === "OnDelete")
    return rollingUpdate
      ? [invalid(`${field}.rollingUpdate`, rollingUpdate, "only allowed for updateStrategy 'RollingUpdate'")]
      : [];
  if (type !== "RollingUpdate")
    return [invalid(field, { Type: type ?? "", RollingUpdate: null }, "must be 'RollingUpdate' or 'OnDelete'")];
  const { partition, maxUnavailable } = rollingUpdate ?? {};
  const unavailable = `${field}.rollingUpdate.maxUnavailable`;
  return [
    ...nonNegative(partition, `${field}.rollingUpdate.partition`),
    ...validateCount(maxUnavailable, unavailable, true),
    ...(maxUnavailable !== undefined && isZero(maxUnavailable)
      ? [invalid(unavailable, maxUnavailable, "cannot be 0")]
      : []),
  ];
}

function validateRetention(policy: StatefulSetSpec["persistentVolumeClaimRetentionPolicy"]): FieldError[] {
  if (!policy) return [];
  return (["whenDeleted", "whenScaled"] as const).flatMap((when) =>
    oneOf(policy[when], `spec.persistentVolumeClaimRetentionPolicy.${when}`, ["Retain", "Delete"]),
  );
}

/** What identifies its pods and their storage never changes. */
function validateStatefulSetUpdate(spec: StatefulSetSpec, old: StatefulSetSpec): FieldError[] {
  const fixed = ["selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates"] as const;
  return fixed.flatMap((name) => immutable(spec[name], old[name], `spec.${name}`));
}

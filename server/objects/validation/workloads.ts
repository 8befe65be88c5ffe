import type { FieldError } from "@/server/lib/errors";
import type { DaemonSet, Deployment, ReplicaSet } from "../types";
import { isZero, validateCount } from "./counts";
import { forbidden, immutable, invalid, nonNegative, notSupported, required } from "./fieldErrors";
import { validateLasting } from "./template";

/** After Kubernetes' `ValidateDeployment`. */
export function validateDeployment({ spec }: Deployment, old?: Deployment): FieldError[] {
  const { minReadySeconds = 0, progressDeadlineSeconds: deadline } = spec;
  return [
    ...validateLasting(spec, "deployment"),
    ...nonNegative(spec.replicas, "spec.replicas"),
    ...nonNegative(spec.minReadySeconds, "spec.minReadySeconds"),
    ...nonNegative(spec.revisionHistoryLimit, "spec.revisionHistoryLimit"),
    ...nonNegative(deadline, "spec.progressDeadlineSeconds"),
    ...(deadline !== undefined && deadline >= 0 && deadline <= minReadySeconds
      ? [invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")]
      : []),
    ...validateStrategy(spec.strategy),
    ...(old ? immutable(spec.selector, old.spec.selector, "spec.selector") : []),
  ];
}

function validateStrategy(strategy: Deployment["spec"]["strategy"]): FieldError[] {
  const { type, rollingUpdate } = strategy ?? {};
  const field = "spec.strategy";
  if (type === "Recreate")
    return rollingUpdate
      ? [forbidden(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
      : [];
  if (type !== "RollingUpdate")
    return [notSupported(field, { Type: type ?? "", RollingUpdate: null }, ["Recreate", "RollingUpdate"])];
  const { maxSurge, maxUnavailable } = rollingUpdate ?? {};
  const errors = [
    ...validateCount(maxSurge, `${field}.rollingUpdate.maxSurge`, false),
    ...validateCount(maxUnavailable, `${field}.rollingUpdate.maxUnavailable`, true),
  ];
  if (errors.length === 0 && isZero(maxSurge) && isZero(maxUnavailable))
    errors.push(invalid(`${field}.rollingUpdate.maxUnavailable`, maxUnavailable, "may not be 0 when `maxSurge` is 0"));
  return errors;
}

/** After Kubernetes' `ValidateReplicaSet`. */
export function validateReplicaSet({ spec }: ReplicaSet, old?: ReplicaSet): FieldError[] {
  return [
    ...validateLasting(spec, "deployment"),
    ...nonNegative(spec.replicas, "spec.replicas"),
    ...nonNegative(spec.minReadySeconds, "spec.minReadySeconds"),
    ...(old ? immutable(spec.selector, old.spec.selector, "spec.selector") : []),
  ];
}

/** After Kubernetes' `ValidateDaemonSet`. */
export function validateDaemonSet({ spec }: DaemonSet, old?: DaemonSet): FieldError[] {
  return [
    ...validateLasting(spec, "daemonset"),
    ...nonNegative(spec.minReadySeconds, "spec.minReadySeconds"),
    ...nonNegative(spec.revisionHistoryLimit, "spec.revisionHistoryLimit"),
    ...validateUpdateStrategy(spec.updateStrategy),
    ...(old ? immutable(spec.selector, old.spec.selector, "spec.selector") : []),
  ];
}

function validateUpdateStrategy(strategy: DaemonSet["spec"]["updateStrategy"]): FieldError[] {
  const { type, rollingUpdate } = strategy ?? {};
  const field = "spec.updateStrategy";
  if (type === "OnDelete") return [];
  if (type !== "RollingUpdate")
    return [notSupported(field, { Type: type ?? "", RollingUpdate: null }, ["RollingUpdate", "OnDelete"])];
  if (!rollingUpdate) return [required(`${field}.rollingUpdate`)];
  const { maxSurge, maxUnavailable } = rollingUpdate;
  const [unavailableField, surgeField] = [`${field}.rollingUpdate.maxUnavailable`, `${field}.rollingUpdate.maxSurge`];
  const errors = [
    ...validateCount(maxUnavailable, unavailableField, true),
    ...validateCount(maxSurge, surgeField, true),
  ];
  if (isZero(maxUnavailable) && isZero(maxSurge))
    errors.push(required(unavailableField, "cannot be 0 when maxSurge is 0"));
  if (!isZero(maxUnavailable) && !isZero(maxSurge))
    errors.push(invalid(surgeField, maxSurge, "may not be set when maxUnavailable is non-zero"));
  return errors;
}

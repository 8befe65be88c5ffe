import type { FieldError } from "@/server/lib/errors";
import { parseQuantity } from "../quantity";
import type { HorizontalPodAutoscaler } from "../types";
import { validateMetric } from "./autoscalingMetrics";
import { forbidden, forEachOf, invalid, nonNegative, oneOfIfSet, required } from "./fieldErrors";
import { validateReference } from "./objectReference";

type Spec = HorizontalPodAutoscaler["spec"];
type Rules = NonNullable<NonNullable<Spec["behavior"]>["scaleUp"]>;

/** After Kubernetes' `ValidateHorizontalPodAutoscaler`. */
export function validateAutoscaler({ spec }: HorizontalPodAutoscaler): FieldError[] {
  return [
    ...validateRange(spec),
    ...validateReference(spec.scaleTargetRef, "spec.scaleTargetRef"),
    ...validateVersion(spec.scaleTargetRef?.apiVersion ?? "", "spec.scaleTargetRef.apiVersion"),
    ...forEachOf(spec.metrics, "spec.metrics", validateMetric),
    ...validateRules(spec.behavior?.scaleUp, "spec.behavior.scaleUp"),
    ...validateRules(spec.behavior?.scaleDown, "spec.behavior.scaleDown"),
  ];
}

function validateRange({ minReplicas = 1, maxReplicas, metrics = [] }: Spec): FieldError[] {
  const canBeEmpty = metrics.some(({ type }) => type === "Object" || type === "External");
  return [
    ...nonNegative(minReplicas, "spec.minReplicas"),
    ...(minReplicas === 0 && !canBeEmpty
      ? [
          forbidden(
            "spec.metrics",
            "must specify at least one Object or External metric to support scaling to zero replicas",
          ),
        ]
      : []),
    ...(maxReplicas ? [] : [required("spec.maxReplicas")]),
    ...(maxReplicas !== undefined && maxReplicas < 0
      ? [invalid("spec.maxReplicas", maxReplicas, "must be greater than 0")]
      : []),
    ...(maxReplicas !== undefined && maxReplicas < minReplicas
      ? [invalid("spec.maxReplicas", maxReplicas, "must be greater than or equal to `minReplicas`")]
      : []),
  ];
}

function validateVersion(apiVersion: string, field: string): FieldError[] {
  if (apiVersion.split("/").length > 2)
    return [invalid(field, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  return apiVersion === "" ? [invalid(field, apiVersion, "apiVersion must specify API group")] : [];
}

const longestWindowSeconds = 3600;
const longestPeriodSeconds = 1800;

function validateRules(rules: Rules | undefined, field: string): FieldError[] {
  if (!rules) return [];
  const { stabilizationWindowSeconds: window, selectPolicy, policies, tolerance } = rules;
  const least = tolerance === undefined ? 0 : (parseQuantity(tolerance) ?? 0);
  return [
    ...validateSeconds(window, `${field}.stabilizationWindowSeconds`, [0, longestWindowSeconds]),
    ...oneOfIfSet(selectPolicy, `${field}.selectPolicy`, ["Disabled", "Max", "Min"]),
    ...(policies?.length ? [] : [required(`${field}.policies`, "must specify at least one Policy")]),
    ...forEachOf(policies, `${field}.policies`, ({ type, value, periodSeconds }, at) => [
      ...oneOfIfSet(type ?? "", `${at}.type`, ["Percent", "Pods"]),
      ...(value > 0 ? [] : [invalid(`${at}.value`, value ?? 0, "must be greater than zero")]),
      ...validateSeconds(periodSeconds ?? 0, `${at}.periodSeconds`, [1, longestPeriodSeconds]),
    ]),
    ...(least < 0 ? [invalid(`${field}.tolerance`, String(tolerance), "must be greater than or equal to 0")] : []),
  ];
}

function validateSeconds(seconds: number | undefined, field: string, [least, most]: readonly [number, number]) {
  if (seconds === undefined) return [];
  if (seconds < least)
    return [invalid(field, seconds, `must be greater than ${least === 0 ? "or equal to zero" : "zero"}`)];
  return seconds > most ? [invalid(field, seconds, `must be less than or equal to ${most}`)] : [];
}

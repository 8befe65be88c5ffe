import type { FieldError } from "@/server/lib/errors";
import { matchesSelector } from "../selector";
import type { LabelSelector, PodTemplate } from "../types";
import { forbidden, invalid, notSupported, required } from "./fieldErrors";
import { isEmptySelector, validateLabels, validateSelector } from "./labels";
import { validateAnnotations } from "./metadata";
import { validatePodSpec } from "./podSpec";

/** A pod template, as every workload has one. */
export function validateTemplate(template: PodTemplate | undefined, field: string): FieldError[] {
  return [
    ...validateLabels(template?.metadata?.labels, `${field}.labels`),
    ...validateAnnotations(template?.metadata?.annotations, `${field}.annotations`),
    ...validatePodSpec(template?.spec, `${field}.spec`),
    ...(template?.spec?.ephemeralContainers?.length
      ? [forbidden(`${field}.spec.ephemeralContainers`, "ephemeral containers not allowed in pod template")]
      : []),
  ];
}

/** Deployments speak of the ReplicaSets that they make. */
const kindNames: Readonly<Record<string, string>> = { daemonset: "DaemonSet", statefulset: "StatefulSet" };

interface Selecting {
  readonly selector?: LabelSelector;
  readonly template?: PodTemplate;
}

/** A workload that keeps its pods running: the selector is required, and finds the pods that the template makes. */
export function validateLasting({ selector, template }: Selecting, kind: string): FieldError[] {
  const restartPolicy = template?.spec?.restartPolicy;
  return [
    ...validateRequiredSelector(selector, kind),
    ...validateMatch(selector, template),
    ...validateTemplate(template, "spec.template"),
    ...(restartPolicy === undefined || restartPolicy === "Always"
      ? []
      : [notSupported("spec.template.spec.restartPolicy", restartPolicy, ["Always"])]),
    ...(template?.spec?.activeDeadlineSeconds === undefined
      ? []
      : [
          forbidden(
            "spec.template.spec.activeDeadlineSeconds",
            `activeDeadlineSeconds in ${kindNames[kind] ?? "ReplicaSet"} is not Supported`,
          ),
        ]),
  ];
}

function validateRequiredSelector(selector: LabelSelector | undefined, kind: string): FieldError[] {
  if (!selector) return [required("spec.selector")];
  const errors = validateSelector(selector, "spec.selector");
  if (isEmptySelector(selector))
    errors.push(invalid("spec.selector", selector, `empty selector is invalid for ${kind}`));
  else if (errors.length > 0)
    errors.push(invalid("spec.selector", selector, kind === "statefulset" ? "" : "invalid label selector"));
  return errors;
}

function validateMatch(selector: LabelSelector | undefined, template: PodTemplate | undefined): FieldError[] {
  const labels = template?.metadata?.labels;
  const isSound = selector && !isEmptySelector(selector) && validateSelector(selector, "").length === 0;
  if (selector && !isSound) return [];
  if (matchesSelector(selector, labels)) return [];
  const field = "spec.template.metadata.labels";
  return [invalid(field, labels ?? null, "`selector` does not match template `labels`")];
}

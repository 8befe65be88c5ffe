import type { FieldError } from "@/server/lib/errors";
import { matchesSelector } from "../selector";
import type { Job } from "../types";
import { forbidden, immutable, invalid, nonNegative, notSupported, oneOfIfSet, required } from "./fieldErrors";
import { validateSelector } from "./labels";
import { qualifiedName } from "./names";
import { validatePodFailurePolicy } from "./podFailurePolicy";
import { validateSuccessPolicy } from "./successPolicy";
import { validateTemplate } from "./template";

type JobSpec = Job["spec"];

/** The label by which a Job finds its pods; made from its uid when it is created. */
export const controllerUidLabel = "batch.kubernetes.io/controller-uid";
export const jobNameLabel = "batch.kubernetes.io/job-name";

/** After Kubernetes' `ValidateJob`. The selector is made at creation: before that it may be absent. */
export function validateJob(job: Job, old?: Job): FieldError[] {
  const { spec } = job;
  const isStored = Boolean(job.metadata.uid);
  return [
    ...validateJobTemplate(spec, "spec"),
    ...validateSelector(spec.selector, "spec.selector"),
    ...(isStored && !spec.selector ? [required("spec.selector")] : []),
    ...(isStored ? validateGenerated(job) : []),
    ...(old ? validateJobUpdate(spec, old.spec) : []),
  ];
}

/** What may be said of a Job before there is one: a CronJob's template, too. */
export function validateJobTemplate(spec: JobSpec, field: string): FieldError[] {
  return [
    ...validateNumbers(spec, field),
    ...validateModes(spec, field),
    ...validatePodFailurePolicy(spec, `${field}.podFailurePolicy`),
    ...validateSuccessPolicy(spec, `${field}.successPolicy`),
    ...validateManager(spec.managedBy, `${field}.managedBy`),
    ...validateTemplate(spec.template, `${field}.template`),
    ...validateRestart(spec, `${field}.template.spec.restartPolicy`),
  ];
}

/** Another controller, by its domain and a path below it. */
function validateManager(managedBy: string | undefined, field: string): FieldError[] {
  if (managedBy === undefined || (managedBy.includes("/") && qualifiedName(managedBy).length === 0)) return [];
  return [invalid(field, managedBy, 'must be a domain-prefixed path (such as "acme.io/foo")')];
}

function validateNumbers(spec: JobSpec, field: string): FieldError[] {
  const names = [
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
  ] as const;
  return names.flatMap((name) => nonNegative(spec[name], `${field}.${name}`));
}

function validateModes(spec: JobSpec, field: string): FieldError[] {
  const isIndexed = spec.completionMode === "Indexed";
  const policies = spec.podFailurePolicy ? ["Failed"] : ["Failed", "TerminatingOrFailed"];
  return [
    ...oneOfIfSet(spec.completionMode, `${field}.completionMode`, ["NonIndexed", "Indexed"]),
    ...(isIndexed && spec.completions === undefined
      ? [required(`${field}.completions`, "when completion mode is Indexed")]
      : []),
    ...oneOfIfSet(spec.podReplacementPolicy, `${field}.podReplacementPolicy`, policies),
    ...(spec.backoffLimitPerIndex !== undefined && !isIndexed
      ? [invalid(`${field}.backoffLimitPerIndex`, spec.backoffLimitPerIndex, "requires indexed completion mode")]
      : []),
    ...(spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined
      ? [required(`${field}.backoffLimitPerIndex`, "when maxFailedIndexes is specified")]
      : []),
    ...(spec.podFailurePolicy && spec.template?.spec?.restartPolicy !== "Never"
      ? [
          invalid(
            `${field}.template.spec.restartPolicy`,
            spec.template?.spec?.restartPolicy ?? "",
            'only "Never" is supported when podFailurePolicy is specified',
          ),
        ]
      : []),
  ];
}

function validateRestart({ template }: JobSpec, field: string): FieldError[] {
  const policy = template?.spec?.restartPolicy;
  if (policy === "OnFailure" || policy === "Never") return [];
  // Always is what a pod gets that says nothing: Kubernetes takes it for an omission.
  const supported = ["OnFailure", "Never"];
  if (policy === undefined || policy === "Always" || policy === ("" as string))
    return [required(field, `valid values: ${supported.map((one) => `"${one}"`).join(", ")}`)];
  return [notSupported(field, policy, supported)];
}

/** A selector that was made here names the Job's uid, and finds its pods. */
function validateGenerated({ metadata, spec }: Job): FieldError[] {
  const labels = spec.template?.metadata?.labels;
  const errors: FieldError[] = [];
  if (!spec.manualSelector && spec.selector) {
    const made = { [controllerUidLabel]: metadata.uid };
    if (!isExactly(spec.selector.matchLabels, made) || spec.selector.matchExpressions?.length)
      errors.push(invalid("spec.selector", spec.selector, "`selector` not auto-generated"));
  }
  if (!matchesSelector(spec.selector, labels))
    errors.push(
      invalid("spec.template.metadata.labels", labels ?? null, "`selector` does not match template `labels`"),
    );
  return errors;
}

function isExactly(labels: Readonly<Record<string, string>> | undefined, wanted: Readonly<Record<string, string>>) {
  const entries = Object.entries(labels ?? {});
  return entries.length === Object.keys(wanted).length && entries.every(([key, value]) => wanted[key] === value);
}

function validateJobUpdate(spec: JobSpec, old: JobSpec): FieldError[] {
  const isIndexed = spec.completionMode === "Indexed";
  // An indexed Job is elastic: completions may follow parallelism.
  const isElastic = isIndexed && spec.completions === spec.parallelism && old.completions === old.parallelism;
  return [
    ...(isElastic ? [] : immutable(spec.completions, old.completions, "spec.completions")),
    ...immutable(spec.selector, old.selector, "spec.selector"),
    ...immutable(spec.template, old.template, "spec.template"),
    ...immutable(spec.completionMode, old.completionMode, "spec.completionMode"),
    ...immutable(spec.podFailurePolicy, old.podFailurePolicy, "spec.podFailurePolicy"),
    ...immutable(spec.backoffLimitPerIndex, old.backoffLimitPerIndex, "spec.backoffLimitPerIndex"),
    ...immutable(spec.managedBy, old.managedBy, "spec.managedBy"),
    ...immutable(spec.successPolicy, old.successPolicy, "spec.successPolicy"),
    ...(spec.manualSelector === old.manualSelector ? [] : [forbidden("spec.manualSelector", "field is immutable")]),
  ];
}

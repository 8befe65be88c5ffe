import type { FieldError } from "@/server/lib/errors";
import type {
  MutatingWebhookConfiguration,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from "../types";
import { validateClient } from "./customResourceVersions";
import { duplicatesOf, forEachOf, invalid, notSupported, oneOf, oneOfIfSet, required } from "./fieldErrors";
import { validateSelector } from "./labels";

interface Rule {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

const operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];

/** After Kubernetes' `validateRuleWithOperations`. */
function validateRule(rule: Rule, field: string): FieldError[] {
  const lists = ["operations", "apiGroups", "apiVersions", "resources"] as const;
  const { operations: asked = [], scope } = rule;
  return [
    ...lists.flatMap((name) => ((rule[name] ?? []).length === 0 ? [required(`${field}.${name}`)] : [])),
    ...asked.flatMap((one, index) =>
      operations.includes(one) ? [] : [notSupported(`${field}.operations[${index}]`, one, operations)],
    ),
    ...(asked.length > 1 && asked.includes("*")
      ? [invalid(`${field}.operations`, asked, "if '*' is present, must not specify other operations")]
      : []),
    ...oneOfIfSet(scope, `${field}.scope`, ["*", "Cluster", "Namespaced"]),
  ];
}

type Webhook =
  | NonNullable<ValidatingWebhookConfiguration["webhooks"]>[number]
  | NonNullable<MutatingWebhookConfiguration["webhooks"]>[number];

/** After Kubernetes' `validateValidatingWebhook` and `validateMutatingWebhook`. */
export function validateWebhooks({ webhooks }: { readonly webhooks?: readonly Webhook[] }): FieldError[] {
  return [
    ...forEachOf(webhooks, "webhooks", validateWebhook),
    ...duplicatesOf(
      webhooks,
      ({ name }) => name,
      (index) => `webhooks[${index}].name`,
    ),
  ];
}

function validateWebhook(webhook: Webhook, field: string): FieldError[] {
  const { name, sideEffects, timeoutSeconds, clientConfig, admissionReviewVersions = [], rules } = webhook;
  return [
    ...validateName(name, `${field}.name`),
    ...forEachOf(rules, `${field}.rules`, validateRule),
    ...oneOfIfSet(webhook.failurePolicy, `${field}.failurePolicy`, ["Fail", "Ignore"]),
    ...oneOfIfSet(webhook.matchPolicy, `${field}.matchPolicy`, ["Equivalent", "Exact"]),
    ...(sideEffects
      ? oneOf(sideEffects, `${field}.sideEffects`, ["None", "NoneOnDryRun"])
      : [required(`${field}.sideEffects`, "must specify one of None, NoneOnDryRun")]),
    ...(timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > 30)
      ? [invalid(`${field}.timeoutSeconds`, timeoutSeconds, "the timeout value must be between 1 and 30 seconds")]
      : []),
    ...validateSelector(webhook.namespaceSelector, `${field}.namespaceSelector`),
    ...validateSelector(webhook.objectSelector, `${field}.objectSelector`),
    ...validateClient(clientConfig ?? {}, `${field}.clientConfig`),
    ...validateReviews(admissionReviewVersions, `${field}.admissionReviewVersions`),
  ];
}

function validateName(name: string | undefined, field: string): FieldError[] {
  if (!name) return [required(field)];
  return name.split(".").length >= 3
    ? []
    : [invalid(field, name, "should be a domain with at least three segments separated by dots")];
}

function validateReviews(versions: readonly string[], field: string): FieldError[] {
  if (versions.length === 0) return [required(field, "must specify one of v1, v1beta1")];
  return versions.some((version) => version === "v1" || version === "v1beta1")
    ? []
    : [invalid(field, versions, "must include at least one of v1, v1beta1")];
}

/** After Kubernetes' `validateValidatingAdmissionPolicySpec`, but for the expressions, which admission reads. */
export function validatePolicy({ spec }: ValidatingAdmissionPolicy): FieldError[] {
  const { validations = [], auditAnnotations = [], matchConstraints, paramKind } = spec;
  const isEmpty = validations.length === 0 && auditAnnotations.length === 0;
  const says = "validations or auditAnnotations must contain at least one item";
  return [
    ...oneOfIfSet(spec.failurePolicy, "spec.failurePolicy", ["Fail", "Ignore"]),
    ...(paramKind && !paramKind.kind ? [required("spec.paramKind.kind")] : []),
    ...(paramKind && !paramKind.apiVersion ? [required("spec.paramKind.apiVersion")] : []),
    ...(matchConstraints
      ? [
          ...((matchConstraints.resourceRules ?? []).length === 0
            ? [required("spec.matchConstraints.resourceRules")]
            : []),
          ...forEachOf(matchConstraints.resourceRules, "spec.matchConstraints.resourceRules", validateRule),
        ]
      : [required("spec.matchConstraints")]),
    ...(isEmpty ? [required("spec.validations", says), required("spec.auditAnnotations", says)] : []),
    ...forEachOf(validations, "spec.validations", ({ expression }, field) =>
      expression?.trim() ? [] : [required(`${field}.expression`, "expression is not specified")],
    ),
  ];
}

const actions = ["Audit", "Deny", "Warn"];

export function validateBinding({ spec }: ValidatingAdmissionPolicyBinding): FieldError[] {
  const { policyName, validationActions = [], paramRef } = spec;
  return [
    ...(policyName ? [] : [required("spec.policyName")]),
    ...(validationActions.length === 0 ? [required("spec.validationActions")] : []),
    ...validationActions.flatMap((action, index) =>
      actions.includes(action) ? [] : [notSupported(`spec.validationActions[${index}]`, action, actions)],
    ),
    ...(validationActions.includes("Deny") && validationActions.includes("Warn")
      ? [
          invalid(
            "spec.validationActions",
            validationActions,
            "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)",
          ),
        ]
      : []),
    ...(paramRef && !paramRef.name === !paramRef.selector
      ? [required("spec.paramRef.name", "one of name or selector must be specified")]
      : []),
    ...(paramRef && !paramRef.parameterNotFoundAction ? [required("spec.paramRef.parameterNotFoundAction")] : []),
  ];
}

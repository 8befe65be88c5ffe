import type { FieldError } from "@/server/lib/errors";
import type { Job } from "../types";
import { duplicate, forEachOf, invalid, invalidEach, notSupported, oneOfIfSet, required, tooMany } from "./fieldErrors";
import { qualifiedName } from "./names";

type JobSpec = Job["spec"];
type Rule = NonNullable<JobSpec["podFailurePolicy"]>["rules"][number];

const actions = ["Count", "FailIndex", "FailJob", "Ignore"];
const operators = ["In", "NotIn"];
const statuses = ["False", "True", "Unknown"];
const mostRules = 20;

/** After Kubernetes' `validatePodFailurePolicy`. */
export function validatePodFailurePolicy(spec: JobSpec, field: string): FieldError[] {
  const { rules = [] } = spec.podFailurePolicy ?? {};
  const at = `${field}.rules`;
  if (rules.length > mostRules) return [tooMany(at, rules.length, mostRules)];
  const { containers = [], initContainers = [] } = spec.template?.spec ?? {};
  const names = new Set([...containers, ...initContainers].map(({ name }) => name));
  return forEachOf(rules, at, (rule, place) => validateRule(rule, place, { spec, names }));
}

interface Around {
  readonly spec: JobSpec;
  readonly names: ReadonlySet<string>;
}

function validateRule(rule: Rule, field: string, { spec, names }: Around): FieldError[] {
  const { onExitCodes, onPodConditions = [] } = rule;
  const count = (onExitCodes ? 1 : 0) + (onPodConditions.length > 0 ? 1 : 0);
  return [
    ...chosen(rule.action, `${field}.action`, actions),
    ...((rule.action as string) === "FailIndex" && spec.backoffLimitPerIndex === undefined
      ? [invalid(`${field}.action`, rule.action, "requires the backoffLimitPerIndex to be set")]
      : []),
    ...(onExitCodes ? validateExitCodes(onExitCodes, `${field}.onExitCodes`, names) : []),
    ...forEachOf(onPodConditions, `${field}.onPodConditions`, ({ type = "", status }, at) => [
      ...invalidEach(`${at}.type`, type, qualifiedName(type)),
      ...oneOfIfSet(status, `${at}.status`, statuses),
    ]),
    ...(count === 1 ? [] : [unclear(field, count)]),
  ];
}

/** Kubernetes names no value here: a rule is too large to be shown. */
function unclear(field: string, count: number): FieldError {
  const says =
    count === 0
      ? "specifying one of OnExitCodes and OnPodConditions is required"
      : "specifying both OnExitCodes and OnPodConditions is not supported";
  return { field, reason: "FieldValueInvalid", message: `Invalid value: ${says}` };
}

function validateExitCodes(
  { operator, containerName, values }: NonNullable<Rule["onExitCodes"]>,
  field: string,
  names: ReadonlySet<string>,
): FieldError[] {
  return [
    ...chosen(operator, `${field}.operator`, operators),
    ...(containerName !== undefined && !names.has(containerName)
      ? [
          invalid(
            `${field}.containerName`,
            containerName,
            "must be one of the container or initContainer names in the pod template",
          ),
        ]
      : []),
    ...validateValues(values ?? [], operator, `${field}.values`),
  ];
}

function validateValues(values: readonly number[], operator: string, field: string): FieldError[] {
  if (values.length === 0) return [invalid(field, values, "at least one value is required")];
  const isOrdered = values.every((value, index) => index === 0 || (values[index - 1] ?? 0) <= value);
  return [
    ...values.flatMap((value, index) => [
      ...(value === 0 && operator === "In"
        ? [invalid(`${field}[${index}]`, 0, "must not be 0 for the In operator")]
        : []),
      ...(values.indexOf(value) < index ? [duplicate(`${field}[${index}]`, value)] : []),
    ]),
    ...(isOrdered ? [] : [invalid(field, values, "must be ordered")]),
  ];
}

function chosen(value: string | undefined, field: string, supported: readonly string[]): FieldError[] {
  if (value) return supported.includes(value) ? [] : [notSupported(field, value, supported)];
  return [required(field, `valid values: [${supported.map((one) => `"${one}"`).join(" ")}]`)];
}

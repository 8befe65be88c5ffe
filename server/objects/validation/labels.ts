import type { FieldError } from "@/server/lib/errors";
import type { LabelSelector } from "../types";
import { forbidden, forEachOf, invalid, invalidEach, required } from "./fieldErrors";
import { labelValue, qualifiedName } from "./names";

type Labels = Readonly<Record<string, string>> | undefined;

export function validateLabels(labels: Labels, field: string): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...invalidEach(field, key, qualifiedName(key)),
    ...invalidEach(field, value, labelValue(value)),
  ]);
}

export function validateSelector(selector: LabelSelector | undefined, field: string): FieldError[] {
  if (!selector) return [];
  return [
    ...validateLabels(selector.matchLabels, `${field}.matchLabels`),
    ...forEachOf(selector.matchExpressions, `${field}.matchExpressions`, (expression, at) => [
      ...validateExpression(expression, at, false),
      ...(expression.values ?? []).flatMap((value, index) =>
        invalidEach(`${at}.values[${index}]`, value, labelValue(value)),
      ),
    ]),
  ];
}

export interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** One requirement of a label selector, or of a node selector (which may also compare numbers). */
export function validateExpression({ key, operator, values = [] }: Expression, field: string, isNode: boolean) {
  return [
    ...validateOperator(operator, values, field, isNode),
    ...invalidEach(`${field}.key`, key, qualifiedName(key ?? "")),
  ];
}

function validateOperator(operator: string, values: readonly string[], field: string, isNode: boolean): FieldError[] {
  if (operator === "In" || operator === "NotIn")
    return values.length > 0
      ? []
      : [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
  if (operator === "Exists" || operator === "DoesNotExist")
    return values.length === 0
      ? []
      : [forbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
  if (isNode && (operator === "Gt" || operator === "Lt"))
    return values.length === 1
      ? []
      : [required(`${field}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
  return [invalid(`${field}.operator`, operator ?? "", "not a valid selector operator")];
}

export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}

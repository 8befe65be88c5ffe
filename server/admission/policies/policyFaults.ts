import type { FieldError } from "@/server/lib/errors";
import type { ValidatingAdmissionPolicy } from "@/server/objects/types";
import { expressionFaults } from "../cel/expressionFaults";
import { policyEnvironment } from "./compiled";

/** What is wrong with the expressions of a policy. */
export function policyFaults({ spec }: ValidatingAdmissionPolicy): FieldError[] {
  const { matchConditions = [], variables = [], validations = [] } = spec;
  return [
    ...matchConditions.flatMap(({ expression }, index) =>
      check(expression, { field: `spec.matchConditions[${index}].expression`, type: "bool" }),
    ),
    ...variables.flatMap(({ expression }, index) =>
      check(expression, { field: `spec.variables[${index}].expression` }),
    ),
    ...validations.flatMap(({ expression, messageExpression }, index) => [
      ...check(expression, { field: `spec.validations[${index}].expression`, type: "bool" }),
      ...(messageExpression
        ? check(messageExpression, { field: `spec.validations[${index}].messageExpression`, type: "string" })
        : []),
    ]),
  ];
}

function check(source: string, place: { readonly field: string; readonly type?: string }): FieldError[] {
  return expressionFaults(policyEnvironment, source, place);
}

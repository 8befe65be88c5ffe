import type { FieldError } from "@/server/lib/errors";
import type { ValidatingAdmissionPolicy } from "@/server/objects/types";
import { invalid } from "@/server/objects/validation/fieldErrors";
import { CelError, compile } from "../cel/expression";
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

function check(source: string, { field, type }: { readonly field: string; readonly type?: string }): FieldError[] {
  if (!source?.trim()) return []; // told by the kind's own validation
  try {
    const found = compile(policyEnvironment, source).type;
    if (!type || found === type || found === "dyn") return [];
    return [invalid(field, source, `must evaluate to ${type} but got ${found}`)];
  } catch (error) {
    if (error instanceof CelError) return [invalid(field, source, error.message)];
    throw error;
  }
}

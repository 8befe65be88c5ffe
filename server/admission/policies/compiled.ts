import type { ValidatingAdmissionPolicy } from "@/server/objects/types";
import { celEnvironment } from "../cel/environment";
import { compile, type Expression } from "../cel/expression";

type Validation = NonNullable<ValidatingAdmissionPolicy["spec"]["validations"]>[number];

/** A policy whose expressions were read once. */
export interface CompiledPolicy {
  readonly conditions: readonly Named[];
  readonly variables: readonly Named[];
  readonly validations: readonly CompiledValidation[];
}

export interface Named {
  readonly name: string;
  readonly expression: Expression;
}

export interface CompiledValidation {
  readonly validation: Validation;
  readonly expression: Expression;
  readonly message?: Expression;
}

const dynamic = "dyn";
export const policyEnvironment = celEnvironment({
  object: dynamic,
  oldObject: dynamic,
  request: dynamic,
  params: dynamic,
  namespaceObject: dynamic,
  variables: dynamic,
});

const known = new WeakMap<ValidatingAdmissionPolicy, CompiledPolicy>();

/** Throws `CelError`; objects of the store never change, so that each is read once. */
export function compiledPolicy(policy: ValidatingAdmissionPolicy): CompiledPolicy {
  const made = known.get(policy);
  if (made) return made;
  const { matchConditions = [], variables = [], validations = [] } = policy.spec;
  const named = ({ name, expression }: { readonly name: string; readonly expression: string }) => ({
    name,
    expression: compile(policyEnvironment, expression),
  });
  const compiled: CompiledPolicy = {
    conditions: matchConditions.map(named),
    variables: variables.map(named),
    validations: validations.map((validation) => ({
      validation,
      expression: compile(policyEnvironment, validation.expression),
      ...(validation.messageExpression && { message: compile(policyEnvironment, validation.messageExpression) }),
    })),
  };
  known.set(policy, compiled);
  return compiled;
}

import { messageOf } from "@/server/lib/errors";
import type { ValidatingAdmissionPolicy } from "@/server/objects/types";
import { type CompiledPolicy, type CompiledValidation, compiledPolicy } from "./compiled";

/** What a policy says to a write: nothing when it has nothing against it. */
export interface Objection {
  readonly says: string;
  readonly reason: string;
}

export type Values = Readonly<Record<string, unknown>>;

/** What breaks the policy; with `failurePolicy: Ignore`, what cannot be evaluated is no objection. */
export function objectionsOf(policy: ValidatingAdmissionPolicy, values: Values): Objection[] {
  const ignoresErrors = policy.spec.failurePolicy === "Ignore";
  const failed = (says: string): Objection[] => (ignoresErrors ? [] : [{ says, reason: "Invalid" }]);
  let compiled: CompiledPolicy;
  try {
    compiled = compiledPolicy(policy);
  } catch (error) {
    return failed(messageOf(error));
  }
  const isMeant = conditionsHold(compiled, values);
  if (typeof isMeant !== "boolean") return failed(isMeant.says);
  if (!isMeant) return [];
  const all = { ...values, variables: lazily(compiled, values) };
  return compiled.validations.flatMap((one) => {
    const { expression, validation } = one;
    try {
      if (expression.run(all) === true) return [];
      return [{ says: messageFor(one, all), reason: validation.reason ?? "Invalid" }];
    } catch (error) {
      return failed(`expression '${validation.expression}' resulted in error: ${messageOf(error)}`);
    }
  });
}

function conditionsHold({ conditions }: CompiledPolicy, values: Values): boolean | { readonly says: string } {
  let fault: { readonly says: string } | undefined;
  for (const { expression } of conditions) {
    try {
      // One that says no is enough, whatever the others do.
      if (expression.run({ ...values, variables: {} }) !== true) return false;
    } catch (error) {
      fault ??= { says: `matchCondition '${expression.source}' resulted in error: ${messageOf(error)}` };
    }
  }
  return fault ?? true;
}

/** A variable is worked out when it is first asked for, and may ask for those before it. */
function lazily({ variables }: CompiledPolicy, values: Values): object {
  const known: Record<string, unknown> = {};
  for (const { name, expression } of variables) {
    let made: { readonly value: unknown } | undefined;
    Object.defineProperty(known, name, {
      enumerable: true,
      get: () => {
        made ??= { value: expression.run({ ...values, variables: known }) };
        return made.value;
      },
    });
  }
  return known;
}

function messageFor({ validation, message }: CompiledValidation, values: Values): string {
  const usual = validation.message?.trim() || `failed expression: ${validation.expression.trim()}`;
  if (!message) return usual;
  try {
    const text = message.run(values);
    return typeof text === "string" && text.trim() !== "" && !text.includes("\n") ? text.trim() : usual;
  } catch {
    return usual;
  }
}

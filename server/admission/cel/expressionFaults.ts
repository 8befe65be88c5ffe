import type { FieldError } from "@/server/lib/errors";
import { invalid } from "@/server/objects/validation/fieldErrors";
import { CelError, compile } from "./expression";

type Environment = Parameters<typeof compile>[0];

interface Place {
  readonly field: string;
  /** What it must evaluate to; anything unless told. */
  readonly type?: string;
}

/** What is wrong with an expression before anything is asked of it. One that is empty is told by the kind's own validation. */
export function expressionFaults(environment: Environment, source: string, { field, type }: Place): FieldError[] {
  if (!source?.trim()) return [];
  try {
    const found = compile(environment, source).type;
    if (!type || found === type || found === "dyn") return [];
    return [invalid(field, source, `must evaluate to ${type} but got ${found}`)];
  } catch (error) {
    if (error instanceof CelError) return [invalid(field, source, error.message)];
    throw error;
  }
}

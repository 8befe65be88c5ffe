import type { FieldError } from "@/server/lib/errors";
import { everySchema } from "@/server/objects/custom/structural";
import type { Schema, ValidationRule } from "@/server/objects/kind";
import { forbidden, invalid, notSupported, required } from "@/server/objects/validation/fieldErrors";
import { celEnvironment } from "./environment";
import { CelError, compile } from "./expression";

const environment = celEnvironment({ self: "dyn", oldSelf: "dyn" });
const reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];
const mostMessage = 2_048;

/** What is wrong with the rules of a schema themselves, after Kubernetes' check of `x-kubernetes-validations`. */
export function ruleFaults(schema: Schema, field: string): FieldError[] {
  return everySchema(schema, field).flatMap(([part, at, place]) =>
    place === "junctor"
      ? []
      : (part["x-kubernetes-validations"] ?? []).flatMap((rule, index) =>
          faultsOf(rule, part, `${at}.x-kubernetes-validations[${index}]`),
        ),
  );
}

function faultsOf(rule: ValidationRule, schema: Schema, field: string): FieldError[] {
  const words = wordFaults(rule, schema, field);
  return words.length > 0 ? words : compileFaults(rule, field);
}

function wordFaults(rule: ValidationRule, schema: Schema, field: string): FieldError[] {
  const { message = "", reason, fieldPath, optionalOldSelf } = rule;
  const isMultiline = rule.rule?.trim().includes("\n") && message === "" && !rule.messageExpression;
  return [
    ...(rule.rule?.trim() ? [] : [required(`${field}.rule`, "rule is not specified")]),
    ...(message !== "" && message.trim() === ""
      ? [invalid(`${field}.message`, message, "message must be non-empty if specified")]
      : []),
    ...(message.trim().includes("\n") ? [invalid(`${field}.message`, message, "must not contain line breaks")] : []),
    ...(message.length > mostMessage
      ? [invalid(`${field}.message`, "", "must have a maximum length of 2048 characters")]
      : []),
    ...(isMultiline ? [required(`${field}.message`, "message must be specified if rule contains line breaks")] : []),
    ...(reason !== undefined && !reasons.includes(reason) ? [notSupported(`${field}.reason`, reason, reasons)] : []),
    ...(fieldPath !== undefined && !isPathIn(schema, fieldPath)
      ? [invalid(`${field}.fieldPath`, fieldPath, "must be a valid path")]
      : []),
    ...(optionalOldSelf !== undefined && !/\boldSelf\b/.test(rule.rule ?? "")
      ? [invalid(`${field}.optionalOldSelf`, optionalOldSelf, "may not be set if oldSelf is not used in rule")]
      : []),
  ];
}

function isPathIn(schema: Schema, path: string): boolean {
  const steps = [...path.matchAll(/\.([A-Za-z_][\w-]*)|\['([^']+)'\]/g)];
  if (steps.map(([text]) => text).join("") !== path || steps.length === 0) return false;
  let at: Schema | undefined = schema;
  for (const [, field, key] of steps) {
    const rest: Schema | boolean | undefined = at?.additionalProperties;
    at = at?.properties?.[field ?? key ?? ""] ?? (typeof rest === "object" ? rest : undefined);
  }
  return at !== undefined;
}

/** The rule as Go prints its struct. */
function goForm({
  rule,
  message = "",
  messageExpression = "",
  reason,
  fieldPath = "",
  optionalOldSelf,
}: ValidationRule) {
  return {
    Rule: rule,
    Message: message,
    MessageExpression: messageExpression,
    Reason: reason ?? null,
    FieldPath: fieldPath,
    OptionalOldSelf: optionalOldSelf ?? null,
  };
}

function compileFaults(rule: ValidationRule, field: string): FieldError[] {
  return [
    ...compileFault(rule, { source: rule.rule, field: `${field}.rule`, type: "bool", prefix: "" }),
    ...(rule.messageExpression
      ? compileFault(rule, {
          source: rule.messageExpression,
          field: `${field}.messageExpression`,
          type: "string",
          prefix: "messageExpression ",
        })
      : []),
  ];
}

interface Wanted {
  readonly source: string;
  readonly field: string;
  readonly type: "bool" | "string";
  readonly prefix: string;
}

function compileFault(rule: ValidationRule, { source, field, type, prefix }: Wanted): FieldError[] {
  try {
    const compiled = compile(environment, source);
    if (compiled.type === type || compiled.type === "dyn") return [];
    const says =
      type === "bool" ? "cel expression must evaluate to a bool" : "messageExpression must evaluate to a string";
    return [invalid(field, goForm(rule), says)];
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    if (error.message.includes("limit")) return [forbidden(field, error.message)];
    return [invalid(field, goForm(rule), `${prefix}${error.message}`)];
  }
}

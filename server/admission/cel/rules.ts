import { Optional } from "@marcbachmann/cel-js";
import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import type { Schema, ValidationRule } from "@/server/objects/kind";
import { isMap } from "@/server/objects/patch/json";
import { duplicate, forbidden, invalid, required } from "@/server/objects/validation/fieldErrors";
import { celEnvironment } from "./environment";
import { CelError, compile, type Expression } from "./expression";
import { toCel } from "./values";

const environment = celEnvironment({ self: "dyn", oldSelf: "dyn" });

export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly expression: Expression;
  readonly message?: Expression;
  /** Whether it compares with what was before. */
  readonly isTransition: boolean;
}

const known = new WeakMap<ValidationRule, CompiledRule>();

/** Throws `CelError`. */
export function compiledRule(rule: ValidationRule): CompiledRule {
  const made = known.get(rule);
  if (made) return made;
  const compiled: CompiledRule = {
    rule,
    expression: compile(environment, rule.rule),
    ...(rule.messageExpression && { message: compile(environment, rule.messageExpression) }),
    isTransition: /\boldSelf\b/.test(rule.rule),
  };
  known.set(rule, compiled);
  return compiled;
}

export interface Judged {
  readonly schema: Schema;
  readonly value: unknown;
  /** What lay here before the write, where that can be told. */
  readonly old?: unknown;
  readonly field: string;
}

/** What the rules of a schema (`x-kubernetes-validations`) say to a value that is sound by all else in it. */
export function checkRules({ schema, value, old, field }: Judged): FieldError[] {
  const rules = schema["x-kubernetes-validations"] ?? [];
  // What did not change is not judged again, as in Kubernetes (KEP-4008).
  const isSame = old !== undefined && isEqual(old, value);
  const due = isSame ? rules.filter(({ rule }) => /\boldSelf\b/.test(rule)) : rules;
  const own = due.flatMap((rule) => judge(rule, { schema, value, old, field }));
  if (Array.isArray(value)) return [...own, ...listFaults({ schema, value, old, field })];
  if (!isMap(value)) return own;
  const { properties = {}, additionalProperties: rest } = schema;
  const below = Object.entries(value).flatMap(([key, part]) => {
    const isNamed = Object.hasOwn(properties, key);
    const next = isNamed ? properties[key] : typeof rest === "object" ? rest : undefined;
    const path = isNamed ? under(field, key) : `${field}[${key}]`;
    return next ? checkRules({ schema: next, value: part, old: isMap(old) ? old[key] : undefined, field: path }) : [];
  });
  return [...own, ...below];
}

function listFaults({ schema, value, old, field }: Judged & { readonly value: readonly unknown[] }): FieldError[] {
  const { items } = schema;
  if (!items) return [];
  const keys = schema["x-kubernetes-list-type"] === "map" ? (schema["x-kubernetes-list-map-keys"] ?? []) : [];
  const before = (element: unknown) =>
    Array.isArray(old) && keys.length > 0
      ? old.find((one) => isMap(one) && isMap(element) && keys.every((key) => isEqual(one[key], element[key])))
      : undefined;
  return value.flatMap((element, index) =>
    checkRules({ schema: items, value: element, old: before(element), field: `${field}[${index}]` }),
  );
}

function judge(rule: ValidationRule, judged: Judged): FieldError[] {
  const { schema, value, old, field } = judged;
  let compiled: CompiledRule;
  try {
    compiled = compiledRule(rule);
  } catch (error) {
    return [broken(judged, rule, error)];
  }
  if (compiled.isTransition && old === undefined && !rule.optionalOldSelf) return [];
  const self = toCel(value, schema, schema);
  const before = old === undefined ? undefined : toCel(old, schema, schema);
  const variables = { self, oldSelf: rule.optionalOldSelf ? optionalOf(before) : before };
  try {
    if (compiled.expression.run(variables) === true) return [];
  } catch (error) {
    return [broken(judged, rule, error)];
  }
  const path = rule.fieldPath ? `${field}${rule.fieldPath}` : field;
  return [faultOf(rule, { field: path.replace(/^\./, "") || "<nil>", value, says: messageFor(compiled, variables) })];
}

function messageFor({ rule, message }: CompiledRule, variables: Readonly<Record<string, unknown>>): string {
  const usual = rule.message?.trim() || `failed rule: ${rule.rule.trim()}`;
  if (!message) return usual;
  try {
    const text = message.run(variables);
    const isFit = typeof text === "string" && text.trim() !== "" && !text.includes("\n") && text.length <= 5_120;
    return isFit ? text.trim() : usual;
  } catch {
    return usual;
  }
}

interface Said {
  readonly field: string;
  readonly value: unknown;
  readonly says: string;
}

function faultOf({ reason }: ValidationRule, { field, value, says }: Said): FieldError {
  if (reason === "FieldValueForbidden") return forbidden(field, says);
  if (reason === "FieldValueRequired") return required(field, says);
  const isWhole = typeof value === "object" && value !== null;
  if (reason === "FieldValueDuplicate")
    return isWhole ? { field, reason, message: `Duplicate value: ${says}` } : duplicate(field, value);
  return isWhole
    ? { field, reason: "FieldValueInvalid", message: `Invalid value: ${says}` }
    : invalid(field, value, says);
}

/** A rule that cannot be evaluated is not kept: the write is refused. */
function broken({ field, value }: Judged, { rule, message }: ValidationRule, error: unknown): FieldError {
  const why = error instanceof CelError ? error.message : "internal error";
  const type = Array.isArray(value) ? "array" : typeof value === "object" ? "object" : value;
  return invalid(field || "<nil>", type, `${why} evaluating rule: ${message?.trim() || rule.trim()}`);
}

function optionalOf(value: unknown): Optional {
  return value === undefined ? Optional.none() : Optional.of(value);
}

function under(field: string, key: string): string {
  return field === "" ? key : `${field}.${key}`;
}

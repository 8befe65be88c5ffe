import type { Schema } from "./kind";
import { isMap } from "./patch/json";
import { parseQuantity } from "./quantity";
import { resolveSchema } from "./schemas";

/** Every quantity of an object in Kubernetes' canonical form, in place: `0.5` → `500m`, `1024Mi` → `1Gi`, `2` → `"2"`. */
export function canonicalise(value: unknown, schema: Schema, root: Schema = schema): void {
  const own = resolveSchema(schema, root);
  if (Array.isArray(value) && own.items) for (const element of value) canonicalise(element, own.items, root);
  if (!isMap(value)) return;
  const map = value as Record<string, unknown>;
  for (const [key, part] of Object.entries(map)) {
    const field = fieldSchema(own, key);
    if (!field) continue;
    if (field.format === "quantity") map[key] = canonicalQuantity(part);
    else if (typeof part === "object" && mayHold(field, root)) canonicalise(part, field, root);
  }
}

function fieldSchema(schema: Schema, key: string): Schema | undefined {
  const { properties, additionalProperties } = schema;
  if (properties && Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === "object" && key !== "__proto__" ? additionalProperties : undefined;
}

const holders = new WeakMap<Schema, Map<string, boolean>>();

/** Whether a quantity lies anywhere below; most of an object need not be walked. */
function mayHold(schema: Schema, root: Schema): boolean {
  if (schema.$ref === undefined) {
    if (schema.format === "quantity") return true;
    const parts = [...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])];
    if (typeof schema.additionalProperties === "object") parts.push(schema.additionalProperties);
    return parts.some((part) => mayHold(part, root));
  }
  const definitions = root.definitions ?? root;
  const known = holders.get(definitions as Schema) ?? new Map<string, boolean>();
  holders.set(definitions as Schema, known);
  const found = known.get(schema.$ref);
  if (found !== undefined) return found;
  known.set(schema.$ref, false); // a schema that refers to itself holds what its other parts hold
  const holds = mayHold({ ...resolveSchema(schema, root), $ref: undefined }, root);
  known.set(schema.$ref, holds);
  return holds;
}

const decimal = [
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
] as const;
const binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] as const;

/** After Kubernetes' `Quantity.String`: no fraction, the largest suffix that leaves none, in the family it was given in. */
export function canonicalQuantity(quantity: unknown): unknown {
  if (typeof quantity !== "string" && typeof quantity !== "number") return quantity;
  const text = String(quantity).trim();
  const amount = parseQuantity(text);
  if (amount === undefined || /[eE][+-]?\d+$/.test(text)) return text;
  if (amount === 0) return "0";
  if (/i$/.test(text) && Number.isInteger(amount)) return inBinary(amount);
  return inDecimal(amount);
}

/** The same for an amount in its base unit, in the family of bytes or in the decimal one. */
export function formatAmount(amount: number, isBinary: boolean): string {
  if (amount === 0) return "0";
  return isBinary && Number.isInteger(amount) ? inBinary(amount) : inDecimal(amount);
}

function inBinary(amount: number): string {
  let [size, suffix] = [Math.abs(amount), ""];
  for (const unit of binary) {
    if (size % 1024 !== 0) break;
    [size, suffix] = [size / 1024, unit];
  }
  return `${amount < 0 ? "-" : ""}${size}${suffix}`;
}

function inDecimal(amount: number): string {
  for (const [unit, exponent] of decimal.toReversed()) {
    const size = rounded(amount / 10 ** exponent);
    if (Number.isInteger(size) && Math.abs(size) >= 1) return `${size}${unit}`;
  }
  for (const [unit, exponent] of [
    ["m", 3],
    ["u", 6],
    ["n", 9],
  ] as const) {
    const size = rounded(amount * 10 ** exponent);
    if (Number.isInteger(size)) return `${size}${unit}`;
  }
  return `${Math.ceil(amount * 1e9)}n`;
}

/** Takes away the noise that binary fractions add. */
function rounded(value: number): number {
  return Number(value.toPrecision(15));
}

import fc from "fast-check";
import { checkValue } from "@/server/objects/custom/valueCheck";
import type { Schema } from "@/server/objects/kind";

/** Values that fit none of most fields. */
const strays: readonly unknown[] = [
  null,
  "",
  "x",
  "Not-Sound!",
  0,
  -1,
  7,
  2.5,
  3_000_000_000,
  true,
  [],
  ["a", "a"],
  {},
  { a: 1 },
];

/**
 * Values of a schema with holes and faults: mostly sound, some fields left out, some of the wrong type, out of bounds,
 * twice in a list, null, or known to nobody.
 */
export function holedValue(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const sound = soundValue(schema, depth);
  return fc.oneof({ weight: 40, arbitrary: sound }, { weight: 1, arbitrary: fc.constantFrom(...strays) });
}

function soundValue(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema["x-kubernetes-embedded-resource"]) return embedded;
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema["x-kubernetes-int-or-string"])
    return fc.oneof(fc.integer({ min: 0, max: 90 }), fc.constantFrom("web", "80%"));
  switch (schema.type) {
    case "object":
      return mapOf(schema, depth);
    case "array":
      return fc.array(holedValue(schema.items ?? {}, depth + 1), { minLength: schema.minItems ?? 0, maxLength: 3 });
    case "integer":
      return fc.constantFrom(...fitting(schema, [0, 1, 2, 8, 16, 80, 120]));
    case "number":
      return fc.constantFrom(...fitting(schema, [0, 0.5, 1, 2.25]));
    case "boolean":
      return fc.boolean();
    case "string":
      return fc.constantFrom(...fitting(schema, ["web", "a", "10s", "1h", "Web_1", "5MB", "ü"]));
    default:
      return fc.constantFrom<unknown>({ any: { thing: null } }, 1, "x");
  }
}

/** Those that the schema takes; all when it takes none. */
function fitting<T>(schema: Schema, values: readonly T[]): readonly T[] {
  const sound = values.filter((value) => checkValue(schema, value, "").length === 0);
  return sound.length > 0 ? sound : values;
}

function mapOf({ properties, additionalProperties, required = [] }: Schema, depth: number): fc.Arbitrary<unknown> {
  if (typeof additionalProperties === "object")
    return fc.dictionary(fc.constantFrom("a", "b", "c"), holedValue(additionalProperties, depth + 1), { maxKeys: 3 });
  const fields = Object.entries(properties ?? {}).map(([key, part]) => {
    const isKept = required.includes(key) ? 60 : 9;
    const value = holedValue(part, depth + 1);
    return fc.oneof(
      { weight: isKept, arbitrary: value.map((one): [string, unknown][] => [[key, one]]) },
      { weight: required.includes(key) ? 1 : 8, arbitrary: fc.constant<[string, unknown][]>([]) },
    );
  });
  const unknown = fc.oneof(
    { weight: 120, arbitrary: fc.constant<[string, unknown][]>([]) },
    { weight: 1, arbitrary: fc.constant<[string, unknown][]>([["unheardOf", 1]]) },
  );
  return fc.tuple(...fields, unknown).map((parts) => Object.fromEntries(parts.flat()));
}

const embedded = fc.constantFrom(
  { apiVersion: "v1", kind: "Pod", metadata: { name: "x", labels: { a: "b" } }, spec: { any: 1 } },
  { apiVersion: "v1", kind: "Pod", metadata: { labels: { "-": "b" } } },
  { kind: "Pod" },
  { apiVersion: "a/b/c", kind: "" },
);

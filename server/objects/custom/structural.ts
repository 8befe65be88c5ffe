import type { FieldError } from "@/server/lib/errors";
import type { Schema } from "../kind";
import { forbidden, invalid, notSupported, required } from "../validation/fieldErrors";
import { checkDefault } from "./defaultCheck";
import { checkListWords } from "./listWords";
import { patternFault } from "./pattern";

/** Where a schema stands in the one above it. */
export type Place = "root" | "property" | "items" | "junctor";

type Written = Schema & Readonly<Record<string, unknown>>;

/**
 * What keeps a schema from being structural, after Kubernetes' `ValidateStructural` and its check of the OpenAPI words;
 * with what is wrong with its defaults. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/
 */
export function validateStructural(schema: Schema, field: string): FieldError[] {
  const words = everySchema(schema, field).flatMap(([part, at, place]) => checkWords(part, at, place));
  if (words.length > 0) return words;
  const whole = everySchema(schema, field).flatMap(([part, at, place]) => [
    ...(place === "junctor" ? checkJunctor(part, at) : checkCore(part, at)),
    ...(place === "junctor" ? [] : checkDefault(part, at, place === "root")),
  ]);
  return [...whole, ...checkRoot(schema, field)];
}

/** The schema and all below it, each with its path and place. */
export function everySchema(given: Schema, field: string, place: Place = "root"): [Schema, string, Place][] {
  const schema = given["x-kubernetes-int-or-string"] ? withoutPair(given) : given;
  const found: [Schema, string, Place][] = [[schema, field, place]];
  const below = (part: Schema, at: string, where: Place) => {
    const inJunctor = place === "junctor" || where === "junctor";
    found.push(...everySchema(part, at, inJunctor ? "junctor" : where));
  };
  for (const [key, part] of Object.entries(schema.properties ?? {}))
    below(part, `${field}.properties[${key}]`, "property");
  if (typeof schema.additionalProperties === "object")
    below(schema.additionalProperties, `${field}.additionalProperties`, "property");
  if (schema.items && !Array.isArray(schema.items)) below(schema.items, `${field}.items`, "items");
  for (const word of ["allOf", "anyOf", "oneOf"] as const)
    for (const [index, part] of (schema[word] ?? []).entries()) below(part, `${field}.${word}[${index}]`, "junctor");
  if (schema.not) below(schema.not, `${field}.not`, "junctor");
  return found;
}

/** An int-or-string may repeat in a junctor that it is an integer or a string; that says nothing more. */
function withoutPair({ anyOf, allOf = [], ...schema }: Schema): Schema {
  const isPair = (list: readonly Schema[] | undefined) =>
    JSON.stringify(list) === '[{"type":"integer"},{"type":"string"}]';
  const [first, ...others] = allOf;
  const { anyOf: inner, ...rest } = first ?? {};
  const all = first && isPair(inner) ? [rest, ...others] : allOf;
  return { ...schema, ...(anyOf && !isPair(anyOf) && { anyOf }), ...(all.length > 0 && { allOf: all }) };
}

const types = ["array", "boolean", "integer", "number", "object", "string"];

function checkWords(given: Schema, field: string, place: Place): FieldError[] {
  const schema = given as Written;
  const unsupported = ["$ref", "id", "dependencies", "patternProperties", "additionalItems", "definitions"].filter(
    (word) => schema[word] !== undefined && schema[word] !== "",
  );
  return [
    ...unsupported.map((word) => forbidden(`${field}.${word}`, `${word} is not supported`)),
    ...(schema.uniqueItems
      ? [
          forbidden(
            `${field}.uniqueItems`,
            "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
          ),
        ]
      : []),
    ...(schema.properties && Object.keys(schema.properties).length > 0 && schema.additionalProperties !== undefined
      ? [forbidden(`${field}.additionalProperties`, "additionalProperties and properties are mutual exclusive")]
      : []),
    ...(schema.type && !types.includes(schema.type) ? [notSupported(`${field}.type`, schema.type, types)] : []),
    ...(schema["x-kubernetes-preserve-unknown-fields"] === false
      ? [invalid(`${field}.x-kubernetes-preserve-unknown-fields`, false, "must be true or undefined")]
      : []),
    ...(Array.isArray(schema.items)
      ? [forbidden(`${field}.items`, "items must be a schema object and not an array")]
      : []),
    ...checkPattern(schema, field),
    ...checkListWords(schema, field, place),
  ];
}

function checkPattern({ pattern }: Schema, field: string): FieldError[] {
  const fault = pattern ? patternFault(pattern) : undefined;
  return fault === undefined
    ? []
    : [invalid(`${field}.pattern`, pattern, `must be a valid regular expression, but isn't: ${fault}`)];
}

const absent: Readonly<Record<string, string>> = {
  default: "must be undefined to be structural",
  additionalProperties: "must be undefined to be structural",
  "x-kubernetes-preserve-unknown-fields": "must be undefined to be structural",
  "x-kubernetes-list-type": "must be undefined to be structural",
  "x-kubernetes-list-map-keys": "must be undefined to be structural",
  "x-kubernetes-map-type": "must be undefined to be structural",
  "x-kubernetes-validations": "must be empty to be structural",
  type: "must be empty to be structural",
  title: "must be empty to be structural",
  description: "must be empty to be structural",
  nullable: "must be false to be structural",
  "x-kubernetes-embedded-resource": "must be false to be structural",
  "x-kubernetes-int-or-string": "must be false to be structural",
};

function checkJunctor(given: Schema, field: string): FieldError[] {
  const schema = given as Written;
  return Object.entries(absent).flatMap(([word, says]) => {
    const value = schema[word];
    if (value === undefined || value === "" || value === false) return [];
    return [forbidden(`${field}.${word}`, says)];
  });
}

function checkCore(schema: Schema, field: string): FieldError[] {
  const isEmbedded = schema["x-kubernetes-embedded-resource"] === true;
  const keepsAll = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const properties = Object.keys(schema.properties ?? {});
  return [
    ...(isEmbedded && schema.type !== "object"
      ? [
          schema.type
            ? invalid(`${field}.type`, schema.type, "must be object if x-kubernetes-embedded-resource is true")
            : required(`${field}.type`, "must be object if x-kubernetes-embedded-resource is true"),
        ]
      : []),
    ...(isEmbedded && !keepsAll && properties.length === 0
      ? [
          required(
            `${field}.properties`,
            "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
          ),
        ]
      : []),
    ...(schema.type === "array" && !schema.items ? [required(`${field}.items`, "must be specified")] : []),
    ...typesBelow(schema, field),
  ];
}

/** Every field and element must have its type told. */
function typesBelow(schema: Schema, field: string): FieldError[] {
  const untyped = (part: Schema) =>
    !part.type && !part["x-kubernetes-int-or-string"] && !part["x-kubernetes-preserve-unknown-fields"];
  const rest = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  const ofFields = "must not be empty for specified object fields";
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, part]) =>
      untyped(part) ? [required(`${field}.properties[${key}].type`, ofFields)] : [],
    ),
    ...(rest && untyped(rest) ? [required(`${field}.additionalProperties.type`, ofFields)] : []),
    ...(schema.items && untyped(schema.items)
      ? [required(`${field}.items.type`, "must not be empty for specified array items")]
      : []),
  ];
}

function checkRoot({ type, properties = {} }: Schema, field: string): FieldError[] {
  const { apiVersion, kind, metadata } = properties;
  const ofString = (name: string, part: Schema | undefined) =>
    part && part.type !== "string" ? [invalid(`${field}.properties[${name}].type`, part.type, "must be string")] : [];
  return [
    ...(type ? [] : [required(`${field}.type`, "must not be empty at the root")]),
    ...(type && type !== "object" ? [invalid(`${field}.type`, type, "must be object at the root")] : []),
    ...ofString("apiVersion", apiVersion),
    ...ofString("kind", kind),
    ...(metadata ? checkMetadata(metadata, `${field}.properties[metadata]`) : []),
  ];
}

function checkMetadata(metadata: Schema, field: string): FieldError[] {
  if (metadata.type !== "object") return [invalid(`${field}.type`, metadata.type, "must be object")];
  const { type: _type, description: _text, title: _title, properties = {}, ...others } = metadata;
  const names = Object.keys(properties).every((name) => name === "name" || name === "generateName");
  if (names && Object.keys(others).length === 0) return [];
  return [
    forbidden(
      field,
      "must not specify anything other than name and generateName, but metadata is implicitly specified",
    ),
  ];
}

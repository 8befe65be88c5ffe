import type { Complete, CompleteAt, CompleteOption } from "@/components/ui/editorSetup";
import type { Schema } from "@/server/objects/kind";
import { definitions } from "@/server/objects/schemas";
import { builtInSchemas, type KindSchema } from "./kindSchemas";
import { type YamlPlace, yamlPlace } from "./yamlPath";

const metadataFirst = ["apiVersion", "kind", "metadata", "spec"];

/** With the engine's custom kinds; what every object has they share with the built-in ones. */
export function completeWith(custom: readonly KindSchema[]): Complete {
  const all = [...builtInSchemas, ...custom.map((one) => ({ ...one, schema: { ...one.schema, definitions } }))];
  return (at) => completeBySchema(at, all);
}

/** What may stand where the cursor is, by the schema of the document's kind. */
function completeBySchema(
  { text, position }: CompleteAt,
  kindSchemas: readonly KindSchema[],
): readonly CompleteOption[] {
  const place = yamlPlace(text, position);
  if (place.path.length === 0 && place.key === "kind")
    return kindSchemas.map(({ kind, apiVersion }) => ({ label: kind, detail: apiVersion }));
  if (place.path.length === 0 && place.key === "apiVersion")
    return [...new Set(kindSchemas.map(({ apiVersion }) => apiVersion))].map((label) => ({ label }));
  const known = kindSchemas.find(({ kind }) => kind === place.kind);
  if (!known)
    return place.path.length === 0 && !place.key
      ? metadataFirst.filter((key) => !place.siblings.includes(key)).map(asKey)
      : [];
  const schema = schemaAt(known.schema, known.schema, place.path);
  if (!schema) return [];
  return place.key === undefined
    ? keysOf(schema, known.schema, place)
    : valuesOf(schema.properties?.[place.key], known.schema);
}

function asKey(label: string): CompleteOption {
  return { label, insert: `${label}: ` };
}

function keysOf(schema: Schema, root: Schema, { siblings, path }: YamlPlace): CompleteOption[] {
  return Object.entries(schema.properties ?? {})
    .filter(([key]) => !siblings.includes(key) && !(path.length === 0 && key === "status"))
    .map(([key, of]) => {
      const value = resolved(of, root);
      const isScalar = value.type !== "object" && value.type !== "array" && !value.properties;
      const info = value.description ?? of.description;
      return {
        label: key,
        detail: typeName(value),
        ...(info ? { info: firstSentence(info) } : {}),
        insert: isScalar ? `${key}: ` : `${key}:`,
      };
    });
}

function valuesOf(of: Schema | undefined, root: Schema): CompleteOption[] {
  if (!of) return [];
  const value = resolved(of, root);
  if (value.enum) return value.enum.map((one) => ({ label: String(one) }));
  return value.type === "boolean" ? [{ label: "true" }, { label: "false" }] : [];
}

/** Down the path; a list stands for its items, an open mapping for its values. */
export function schemaAt(schema: Schema, root: Schema, path: readonly string[]): Schema | undefined {
  const here = itemsOf(resolved(schema, root), root);
  const [key, ...rest] = path;
  if (key === undefined) return here;
  const open = typeof here.additionalProperties === "object" ? here.additionalProperties : undefined;
  const next = here.properties?.[key] ?? open;
  return next && schemaAt(next, root, rest);
}

function itemsOf(schema: Schema, root: Schema): Schema {
  return schema.items ? itemsOf(resolved(schema.items, root), root) : schema;
}

function resolved(schema: Schema, root: Schema): Schema {
  if (!schema.$ref) return schema;
  const definitions = (root as Schema & { readonly definitions?: Readonly<Record<string, Schema>> }).definitions;
  return definitions?.[schema.$ref.slice("#/definitions/".length)] ?? {};
}

function typeName(schema: Schema): string {
  if (schema["x-kubernetes-int-or-string"]) return "integer | string";
  return schema.type ?? (schema.properties ? "object" : "");
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

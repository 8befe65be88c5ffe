import { apiVersionOf, type KindDefinition, type Schema } from "@/server/objects/kind";
import { isMap, type JsonMap } from "@/server/objects/patch/json";
import { resolveSchema } from "@/server/objects/schemas";

/** Schemas by their short names (`core.v1.Pod`), references as `#/definitions/core.v1.Pod`. */
export type Published = Readonly<Record<string, JsonMap>>;

/** Every model that one document may need, by its full name (`io.k8s.api.core.v1.Pod`), in OpenAPI 2's words. */
export interface Models {
  /** Undefined for a name that nothing is published under. */
  get(name: string): JsonMap | undefined;
  /** The full name of the model of a kind; undefined when there is none (a kind that is only a subresource's body). */
  nameOf(kind: GroupVersionKind): string | undefined;
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const definitionPrefix = "#/definitions/";
export const metaModel = (name: string) => `io.k8s.apimachinery.pkg.apis.meta.v1.${name}`;

/** The prefix that Kubernetes' code gives to the names of a package. */
const homes: Readonly<Record<string, string>> = {
  meta: "io.k8s.apimachinery.pkg.apis.",
  resource: "io.k8s.apimachinery.pkg.api.",
  intstr: "io.k8s.apimachinery.pkg.util.",
  runtime: "io.k8s.apimachinery.pkg.",
  version: "io.k8s.apimachinery.pkg.",
  apiextensions: "io.k8s.apiextensions-apiserver.pkg.apis.",
  apiregistration: "io.k8s.kube-aggregator.pkg.apis.",
};

/** `core.v1.Pod` → `io.k8s.api.core.v1.Pod`. */
export function fullName(shortName: string): string {
  const home = homes[shortName.slice(0, shortName.indexOf("."))] ?? "io.k8s.api.";
  return `${home}${shortName}`;
}

/** `gateway.networking.k8s.io/v1 Gateway` → `io.k8s.networking.gateway.v1.Gateway`, as custom kinds are named. */
function customName({ group, version, kind }: GroupVersionKind): string {
  return [...group.split(".").toReversed(), version, kind].join(".");
}

/** What is published, and the kinds that are not among it by their own schemas. */
export function modelsOf(published: Published, kinds: readonly KindDefinition[]): Models {
  const shortNames = new Map(Object.keys(published).map((name) => [fullName(name), name]));
  const byKind = new Map(
    Object.entries(published).flatMap(([name, schema]) => kindsIn(schema).map((id) => [id, fullName(name)])),
  );
  const custom = new Map<string, JsonMap>();
  for (const kind of kinds) {
    if (byKind.has(idOf(kind))) continue;
    const name = customName(kind);
    custom.set(name, customModel(kind));
    custom.set(`${name}List`, listModel(kind, name));
    byKind.set(idOf(kind), name);
    byKind.set(idOf({ ...kind, kind: `${kind.kind}List` }), `${name}List`);
  }
  return {
    get: (name) => custom.get(name) ?? renamed(published[shortNames.get(name) ?? ""]),
    nameOf: (kind) => byKind.get(idOf(kind)),
  };
}

function idOf({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}/${kind}`;
}

/** Models of many groups at once (`DeleteOptions`) are no group's own kind. */
function kindsIn(schema: JsonMap): string[] {
  const kinds = schema["x-kubernetes-group-version-kind"];
  return Array.isArray(kinds) && kinds.length === 1
    ? kinds.map((kind) => idOf(kind as unknown as GroupVersionKind))
    : [];
}

/** The schema with references by full names. */
function renamed(schema: JsonMap | undefined): JsonMap | undefined {
  return schema && (mapReferences(schema, (name) => `${definitionPrefix}${fullName(name)}`) as JsonMap);
}

/** Every `$ref` written anew; the name that it is handed has no prefix. */
export function mapReferences(value: unknown, write: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((part) => mapReferences(part, write));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const isReference = key === "$ref" && typeof part === "string";
      return [key, isReference ? write(part.slice(definitionPrefix.length)) : mapReferences(part, write)];
    }),
  );
}

/** The names of the models that a schema refers to. */
export function referencesIn(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(value)) for (const part of value) referencesIn(part, found);
  else if (isMap(value))
    for (const [key, part] of Object.entries(value)) {
      if (key === "$ref" && typeof part === "string") found.add(part.slice(definitionPrefix.length));
      else referencesIn(part, found);
    }
  return found;
}

const text: JsonMap = { type: "string" };

function customModel(kind: KindDefinition): JsonMap {
  const schema = inlined(kind.schema, kind.schema, []);
  const { group, version } = kind;
  return {
    ...schema,
    properties: {
      apiVersion: text,
      kind: text,
      ...(isMap(schema.properties) ? schema.properties : {}),
      metadata: { $ref: `${definitionPrefix}${metaModel("ObjectMeta")}` },
    },
    "x-kubernetes-group-version-kind": [{ group, kind: kind.kind, version }],
  };
}

function listModel(kind: KindDefinition, name: string): JsonMap {
  const { group, version } = kind;
  return {
    description: `${kind.kind}List is a list of ${kind.kind} (${apiVersionOf(kind)})`,
    type: "object",
    required: ["items"],
    properties: {
      apiVersion: text,
      items: { type: "array", items: { $ref: `${definitionPrefix}${name}` } },
      kind: text,
      metadata: { $ref: `${definitionPrefix}${metaModel("ListMeta")}` },
    },
    "x-kubernetes-group-version-kind": [{ group, kind: `${kind.kind}List`, version }],
  };
}

/** A schema with everything in place that it refers to, as a custom kind's is published; what contains itself is open. */
function inlined(given: Schema, root: Schema, around: readonly Schema[]): JsonMap {
  const schema = resolveSchema(given, root);
  if (around.includes(schema)) return { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const inside = [...around, schema];
  const { definitions: _shared, properties, items, additionalProperties, ...rest } = schema;
  const below = Object.entries(properties ?? {}).map(([key, part]) => [key, inlined(part, root, inside)]);
  return {
    ...(rest as JsonMap),
    ...(rest.format === "quantity" && { format: undefined, "x-kubernetes-int-or-string": true }),
    ...(properties && { properties: Object.fromEntries(below) }),
    ...(items && { items: inlined(items, root, inside) }),
    ...(typeof additionalProperties === "object" && {
      additionalProperties: inlined(additionalProperties, root, inside),
    }),
  };
}

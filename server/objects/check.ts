import { ClusterError, type FieldError } from "@/server/lib/errors";
import type { CustomKind, KindDefinition } from "./kind";
import { isMap } from "./patch/json";
import { refuseDeep, withoutNulls } from "./plain";
import type { KindRegistry } from "./registry";
import { checkSchema } from "./schemaCheck";
import { closest } from "./suggest";
import type { KubeObject, Manifest } from "./types";
import { required, wrongType } from "./validation/fieldErrors";
import { validateMetadata, validateMetadataUpdate } from "./validation/metadata";

/**
 * Whether a manifest could be stored, whatever JSON it is: throws `BadRequest` (types, unknown fields) or `Invalid`
 * (values) with every field that is at fault, and never anything else. What only the cluster knows (that the namespace
 * is there, that the address is free) is admission's to say. Gives the manifest without nulls, its defaults not filled in.
 */
export function checkManifest(registry: KindRegistry, manifest: unknown): { manifest: Manifest; kind: KindDefinition } {
  const { sound, kind } = readManifest(registry, manifest);
  const filled = kind.defaults(inNamespace(sound as unknown as KubeObject, kind));
  const fields = findFaults(filled, kind);
  if (fields.length > 0) throw invalidObject(kind, sound.metadata.name ?? sound.metadata.generateName ?? "", fields);
  return { manifest: sound, kind };
}

/** The kind, and the manifest without nulls once every field has its type and none is unknown; throws `BadRequest`. */
export function readManifest(registry: KindRegistry, manifest: unknown): { sound: Manifest; kind: KindDefinition } {
  if (!isMap(manifest)) throw badRequest("a manifest must be an object", [wrongType("", short(manifest), "an object")]);
  refuseDeep(manifest);
  const { apiVersion, kind: name } = manifest;
  const missing = [...identityFaults("apiVersion", apiVersion), ...identityFaults("kind", name)];
  if (missing.length > 0 || typeof apiVersion !== "string" || typeof name !== "string")
    throw badRequest("Object 'Kind' or 'apiVersion' is missing", missing);
  const kind = registry.forManifest({ apiVersion, kind: name });
  if (!kind) throw unknownKind(registry, apiVersion, name);
  return { sound: readAs(kind, manifest), kind };
}

/** The same for a manifest whose kind is known from elsewhere (the path of a request). */
export function readAs(kind: KindDefinition, manifest: unknown): Manifest {
  if (kind.custom) return readCustom(kind, kind.custom.read(manifest));
  refuseDeep(manifest);
  const sound = withoutNulls(manifest);
  const { types } = checkSchema(kind.schema, sound);
  const noMetadata = isMap(sound) && !isMap(sound.metadata) && sound.metadata === undefined;
  const fields = [...types, ...(noMetadata ? [required("metadata")] : [])];
  if (fields.length > 0) throw badRequest(decodingSays(kind, fields), fields);
  const { spec } = sound as { spec?: unknown };
  const hasSpec = kind.schema.$ref !== undefined && hasProperty(kind, "spec");
  return (hasSpec && spec === undefined ? { ...(sound as Manifest), spec: {} } : sound) as Manifest;
}

/** Nulls and types of a custom kind's fields are its schema's to judge; what nobody knows is refused as everywhere. */
function readCustom(kind: KindDefinition, { manifest, unknown }: ReturnType<CustomKind["read"]>): Manifest {
  if (unknown.length === 0) return manifest;
  const fields = unknown.map((field) => unknownField(field));
  throw badRequest(decodingSays(kind, fields), fields);
}

function unknownField(field: string): FieldError {
  return { field, reason: "FieldValueUnknown", message: `unknown field "${field}"` };
}

/** Everything that is wrong with an object that has its types and defaults; nothing when it may be stored. */
export function findFaults(object: KubeObject, kind: KindDefinition, old?: KubeObject): FieldError[] {
  const found = [
    ...validateMetadata(object, kind),
    ...(old ? validateMetadataUpdate(object, old) : []),
    ...kind.validate(object, old),
  ];
  // A custom kind's schema has had its say already.
  if (kind.custom) return found;
  const told = found.map(({ field }) => field);
  const { missing } = checkSchema(kind.schema, object);
  // What is required is mostly told already, in better words.
  const untold = missing.filter(({ field }) => !told.some((other) => other === field || other.startsWith(`${field}.`)));
  return [...found, ...untold];
}

export function invalidObject(kind: KindDefinition, name: string, fields: readonly FieldError[]): ClusterError {
  const list = fields.map(({ field, message }) => `${field}: ${message}`);
  const what = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  const says = `${what} "${name}" is invalid: ${list.length === 1 ? list[0] : `[${list.join(", ")}]`}`;
  return new ClusterError("Invalid", { says, fields, about: { kind: kind.kind, group: kind.group, name } });
}

function decodingSays(kind: KindDefinition, fields: readonly FieldError[]): string {
  const list = fields.map(({ field, message, reason }) =>
    reason === "FieldValueUnknown" ? message : field === "" ? message : `${field}: ${message}`,
  );
  const strict = fields.every(({ reason }) => reason === "FieldValueUnknown") ? "strict decoding error: " : "";
  return `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${strict}${list.join(", ")}`;
}

/** A namespaced manifest that names no namespace goes to `default`, as everywhere in Kubernetes' tools. */
function inNamespace(object: KubeObject, kind: KindDefinition): KubeObject {
  if (!kind.isNamespaced || object.metadata.namespace) return object;
  return { ...object, metadata: { ...object.metadata, namespace: "default" } };
}

function hasProperty({ schema }: KindDefinition, name: string): boolean {
  const model = schema.definitions?.[(schema.$ref ?? "").slice("#/definitions/".length)];
  return model?.properties !== undefined && Object.hasOwn(model.properties, name);
}

function identityFaults(field: string, value: unknown): FieldError[] {
  if (value === undefined || value === null || value === "") return [required(field)];
  return typeof value === "string" ? [] : [wrongType(field, value, "a string")];
}

function unknownKind(registry: KindRegistry, apiVersion: string, name: string): ClusterError {
  const other = registry.all().find((kind) => kind.kind === name);
  const right = other && `${other.group === "" ? "" : `${other.group}/`}${other.version}`;
  const names = registry.all().map((kind) => kind.kind);
  const near = closest(name, names);
  const hint =
    right !== undefined
      ? `, did you mean apiVersion "${right}"?`
      : near !== undefined
        ? `, did you mean "${near}"?`
        : `; there are ${names.toSorted().join(", ")}`;
  const field: FieldError = {
    field: right === undefined ? "kind" : "apiVersion",
    reason: "FieldValueNotSupported",
    message: `no matches for kind "${name}" in version "${apiVersion}"${hint}`,
  };
  return badRequest(field.message, [field]);
}

function badRequest(says: string, fields: readonly FieldError[]): ClusterError {
  return new ClusterError("BadRequest", { says, fields });
}

/** Only what a message can show: a list may be longer than anyone wants to read, or deeper than JSON can write. */
function short(value: unknown): unknown {
  return Array.isArray(value) ? "a list" : value;
}

import type { FieldError } from "@/server/lib/errors";
import { ageColumn, nameColumn } from "../columns";
import type { Column, CustomKind, KindDefinition, Schema } from "../kind";
import { conditionOf, isDeleting } from "../meta";
import { isMap } from "../patch/json";
import { refuseDeep } from "../plain";
import { definitions } from "../schemas";
import type { CustomResourceDefinition, KubeObject, Manifest } from "../types";
import { columnOf } from "./columns";
import { checkEmbedded } from "./embedded";
import { fillIn } from "./fillIn";
import { parseJsonPath, readJsonPath } from "./jsonPath";
import { checkListTypes } from "./listTypes";
import { readEmbedded, readMetadata } from "./metadataRead";
import { prune } from "./prune";
import { ratcheted, type Update } from "./ratchet";
import { checkScalePaths } from "./scalePaths";
import { checkValue } from "./valueCheck";
import { byPriority } from "./versionOrder";

type Version = CustomResourceDefinition["spec"]["versions"][number];

/** Objects of one kind as another of its versions, one for each, in order: what a conversion webhook answers. */
export type Convert = (
  definition: CustomResourceDefinition,
  objects: readonly KubeObject[],
  apiVersion: string,
) => Promise<readonly KubeObject[]>;

/**
 * The kinds that a definition brings, one for each served version, the preferred one first; none before its names are
 * accepted. `convert` is asked where the definition names a webhook for that.
 */
export function customKinds(definition: CustomResourceDefinition, convert: Convert): KindDefinition[] {
  if (conditionOf(definition.status?.conditions, "Established")?.status !== "True") return [];
  const served = definition.spec.versions.filter((version) => version.served);
  const ordered = served.toSorted((left, right) => byPriority(left.name, right.name));
  return ordered.map((version, index) => ({
    ...kindOf(definition, version, convert),
    ...(index > 0 && { isAlternative: true as const }),
  }));
}

function kindOf(definition: CustomResourceDefinition, version: Version, convert: Convert): KindDefinition {
  const { group, scope } = definition.spec;
  const names = definition.status?.acceptedNames ?? definition.spec.names;
  const schema = wholeSchema((version.schema?.openAPIV3Schema ?? {}) as Schema);
  const { status, scale } = version.subresources ?? {};
  return {
    group,
    version: version.name,
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    ...(names.categories && { categories: names.categories }),
    listKind: names.listKind ?? `${names.kind}List`,
    isNamespaced: scope === "Namespaced",
    subresources: [...(status ? (["status"] as const) : []), ...(scale ? (["scale"] as const) : [])],
    schema,
    columns: columnsOf(version),
    defaults: (object) => fillIn(schema, object) as KubeObject,
    validate: (object, old) => faultsOf({ schema, next: object, old }, scale),
    // Without a status of its own everything counts, the status too.
    ...(status ? {} : { generationCounts: ["status"] }),
    selectable: Object.fromEntries((version.selectableFields ?? []).map(({ jsonPath }) => selectableOf(jsonPath))),
    custom: customOf({ definition, version, schema, convert }),
  };
}

/** The schema with what every object has: what it is called and which kind it is. */
function wholeSchema(own: Schema): Schema {
  const identity: Record<string, Schema> = {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { $ref: "#/definitions/meta.v1.ObjectMeta" },
  };
  return { ...own, type: "object", properties: { ...own.properties, ...identity }, definitions };
}

function faultsOf({ schema, next, old }: Update, scale: CustomKind["scale"]): FieldError[] {
  const { apiVersion: _version, kind: _kind, metadata: _metadata, ...fields } = next as KubeObject;
  const { properties = {}, ...rest } = schema;
  const { metadata: _meta, apiVersion: _api, kind: _name, ...own } = properties;
  const bare = { ...rest, properties: own, required: rest.required?.filter((name) => !identityFields.has(name)) };
  const faults = [
    ...checkValue(bare, fields, ""),
    ...checkListTypes(bare, fields, ""),
    ...checkEmbedded(bare, fields, ""),
  ];
  return [
    ...(old === undefined || faults.length === 0 ? faults : ratcheted(faults, { schema, next, old })),
    ...(scale ? checkScalePaths(scale, next) : []),
  ];
}

const identityFields = new Set(["apiVersion", "kind", "metadata"]);

function columnsOf({ additionalPrinterColumns: given }: Version): readonly Column[] {
  if (!given || given.length === 0) return [nameColumn, ageColumn];
  return [nameColumn, ...given.map(columnOf)];
}

function selectableOf(jsonPath: string): [string, (object: KubeObject) => string] {
  const path = parseJsonPath(jsonPath) ?? [];
  return [
    jsonPath.replace(/^\./, ""),
    (object) => {
      const [value] = readJsonPath(path, object);
      return value === undefined || value === null ? "" : String(value);
    },
  ];
}

interface Parts {
  readonly definition: CustomResourceDefinition;
  readonly version: Version;
  readonly schema: Schema;
  readonly convert: Convert;
}

function customOf({ definition, version, schema, convert }: Parts): CustomKind {
  const { group, versions, conversion, names } = definition.spec;
  const apiVersion = `${group}/${version.name}`;
  const storage = versions.find((one) => one.storage)?.name ?? version.name;
  const usesWebhook = conversion?.strategy === "Webhook";
  /** What was shown once is shown again: objects are shared and never change. */
  const shown = new WeakMap<KubeObject, KubeObject>();
  const complete = (object: KubeObject) => fillIn(schema, prune(schema, object, true).value) as KubeObject;
  const renamed = (object: KubeObject, to: string) =>
    object.apiVersion === to ? object : { ...object, apiVersion: to };
  const keep = (stored: KubeObject, object: KubeObject) => {
    shown.set(stored, object);
    return object;
  };
  return {
    definition: definition.metadata.name,
    ...(version.deprecated && {
      deprecationWarning: version.deprecationWarning ?? `${apiVersion} ${names.kind} is deprecated`,
    }),
    ...(isDeleting(definition) && { isTerminating: true as const }),
    ...(version.subresources?.scale && { scale: version.subresources.scale }),
    read: (manifest) => readManifest(manifest, { kind: names.kind, version: version.name, schema }),
    fromStored(objects) {
      const others = objects.filter((one) => !shown.has(one) && one.apiVersion !== apiVersion);
      const own = (stored: KubeObject) => shown.get(stored) ?? keep(stored, complete(renamed(stored, apiVersion)));
      if (!usesWebhook || others.length === 0) return objects.map(own);
      return convert(definition, others, apiVersion).then((converted) => {
        for (const [index, stored] of others.entries()) keep(stored, complete(converted[index] ?? stored));
        return objects.map(own);
      });
    },
    toStored(object) {
      const wanted = `${group}/${storage}`;
      if (!usesWebhook || object.apiVersion === wanted) return renamed(object, wanted);
      return convert(definition, [object], wanted).then(([converted]) => converted ?? object);
    },
  };
}

interface Reading {
  readonly kind: string;
  readonly version: string;
  readonly schema: Schema;
}

/** What was handed in, its metadata read as that of every kind, and the paths of what nobody knows. */
function readManifest(
  manifest: unknown,
  { kind, version, schema }: Reading,
): { manifest: Manifest; unknown: readonly string[] } {
  refuseDeep(manifest);
  const given = isMap(manifest) ? manifest : {};
  const called = `${kind} in version "${version}"`;
  const { metadata, unknown: ofMetadata } = readMetadata({ called, kind }, given.metadata);
  const embedded = readEmbedded({ called, kind }, schema, given);
  const { value, unknown } = prune(schema, embedded.value, true);
  return {
    manifest: { ...(value as object), metadata } as unknown as Manifest,
    unknown: [...ofMetadata, ...unknown, ...embedded.unknown],
  };
}

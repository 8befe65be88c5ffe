import type { Pod, PodSpec } from "@/server/objects/types";
import type { References } from "../../references";
import { type FieldContext, podField, resourceField } from "../fieldRef";
import type { Payload, PayloadFile } from "./atomicFolder";

export type Volume = NonNullable<PodSpec["volumes"]>[number];
type Projected = NonNullable<Volume["projected"]>;
type ProjectedSource = NonNullable<Projected["sources"]>[number];
type KeyToPath = { readonly key: string; readonly path: string; readonly mode?: number };
type DownwardItem = NonNullable<NonNullable<Volume["downwardAPI"]>["items"]>[number];

export interface PayloadContext {
  readonly pod: Pod;
  readonly references: References;
  readonly fields: FieldContext;
}

const defaultMode = 0o644;

/** The files of a configMap, secret, downwardAPI or projected volume; undefined for any other kind. Throws in kubelet's words. */
export async function payloadOf(volume: Volume, context: PayloadContext): Promise<Payload | undefined> {
  const { configMap, secret, downwardAPI, projected } = volume;
  if (configMap) return pick(await configFiles(configMap, context), configMap.defaultMode ?? defaultMode);
  if (secret) {
    const source = { name: secret.secretName, items: secret.items, optional: secret.optional };
    return pick(await secretFiles(source, context), secret.defaultMode ?? defaultMode);
  }
  if (downwardAPI) return pick(downward(downwardAPI.items ?? [], context), downwardAPI.defaultMode ?? defaultMode);
  if (!projected) return undefined;
  const all: Found[] = [];
  for (const source of projected.sources ?? []) all.push(...(await projectedFiles(source, context)));
  return pick(all, projected.defaultMode ?? defaultMode);
}

interface Found {
  readonly path: string;
  readonly data: Buffer;
  readonly mode?: number;
}

function pick(found: readonly Found[], mode: number): Payload {
  return new Map(found.map((file): [string, PayloadFile] => [file.path, { data: file.data, mode: file.mode ?? mode }]));
}

async function projectedFiles(source: ProjectedSource, context: PayloadContext): Promise<Found[]> {
  if (source.configMap) return configFiles(source.configMap, context);
  if (source.secret) return secretFiles(source.secret, context);
  if (source.downwardAPI) return downward(source.downwardAPI.items ?? [], context);
  if (source.serviceAccountToken) return tokenFile(source.serviceAccountToken, context);
  throw new Error(`${Object.keys(source).join(", ")} cannot be projected on this node`);
}

type TokenSource = NonNullable<ProjectedSource["serviceAccountToken"]>;
const usualTokenSeconds = 3600;

async function tokenFile(
  { path, audience, expirationSeconds }: TokenSource,
  context: PayloadContext,
): Promise<Found[]> {
  const seconds = expirationSeconds ?? usualTokenSeconds;
  const wanted = { ...(audience && { audience }), expirationSeconds: seconds };
  return [{ path, data: Buffer.from(await context.references.token(context.pod, wanted)) }];
}

interface NamedSource {
  readonly name?: string;
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
}

async function configFiles({ name = "", items, optional }: NamedSource, context: PayloadContext): Promise<Found[]> {
  const namespace = context.pod.metadata.namespace ?? "";
  const found = await context.references.configMap(namespace, name);
  if (!found && !optional) throw new Error(`configmap "${name}" not found`);
  const data = new Map<string, Buffer>();
  for (const [key, text] of Object.entries(found?.data ?? {})) data.set(key, Buffer.from(text));
  for (const [key, base64] of Object.entries(found?.binaryData ?? {})) data.set(key, Buffer.from(base64, "base64"));
  return select(data, { items, optional, what: "configmap" });
}

async function secretFiles({ name = "", items, optional }: NamedSource, context: PayloadContext): Promise<Found[]> {
  const namespace = context.pod.metadata.namespace ?? "";
  const found = await context.references.secret(namespace, name);
  if (!found && !optional) throw new Error(`secret "${name}" not found`);
  const entries = Object.entries(found?.data ?? {});
  const data = new Map(entries.map(([key, base64]) => [key, Buffer.from(base64, "base64")]));
  return select(data, { items, optional, what: "secret" });
}

function select(
  data: ReadonlyMap<string, Buffer>,
  {
    items,
    optional,
    what,
  }: { readonly items?: readonly KeyToPath[]; readonly optional?: boolean; readonly what: string },
): Found[] {
  if (!items || items.length === 0) return [...data].map(([key, bytes]) => ({ path: key, data: bytes }));
  return items.flatMap(({ key, path, mode }) => {
    const bytes = data.get(key);
    if (bytes) return [{ path, data: bytes, mode }];
    if (optional) return [];
    throw new Error(`references non-existent ${what} key: ${key}`);
  });
}

function downward(items: readonly DownwardItem[], { pod, fields }: PayloadContext): Found[] {
  return items.map(({ path, mode, fieldRef, resourceFieldRef }) => {
    const container = pod.spec.containers.find(({ name }) => name === resourceFieldRef?.containerName);
    const value = resourceFieldRef
      ? resourceField(container, resourceFieldRef, fields)
      : podField(pod, fieldRef?.fieldPath ?? "", fields);
    if (value === undefined) throw new Error(`unsupported field: ${fieldRef?.fieldPath ?? resourceFieldRef?.resource}`);
    return { path, data: Buffer.from(value), mode };
  });
}

/** Its files hold secrets, so they do not go to disk where there is a place in memory. */
export function holdsSecrets({ secret, projected }: Volume): boolean {
  return (
    secret !== undefined || (projected?.sources ?? []).some((source) => source.secret ?? source.serviceAccountToken)
  );
}

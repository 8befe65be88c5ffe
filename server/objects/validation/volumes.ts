import type { FieldError } from "@/server/lib/errors";
import { parseQuantity } from "../quantity";
import type { Container, PodSpec } from "../types";
import { validateDownwardItem } from "./env";
import {
  duplicatesOf,
  forbidden,
  forEachOf,
  invalid,
  invalidEach,
  notFound,
  notSupported,
  required,
} from "./fieldErrors";
import { configMapKey, dnsLabel } from "./names";

type Volume = NonNullable<PodSpec["volumes"]>[number];

const hostPathTypes = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];

export function validateVolumes(volumes: PodSpec["volumes"], field: string): FieldError[] {
  return [
    ...forEachOf(volumes, field, (volume, at) => [
      ...(volume.name ? invalidEach(`${at}.name`, volume.name, dnsLabel(volume.name)) : [required(`${at}.name`)]),
      ...validateOnlyOne(volume, at),
      ...validateContents(volume, at),
    ]),
    ...duplicatesOf(
      volumes,
      ({ name }) => name,
      (index) => `${field}[${index}].name`,
    ),
  ];
}

function validateOnlyOne(volume: Volume, field: string): FieldError[] {
  const types = Object.entries(volume).filter(([name, source]) => name !== "name" && source !== undefined);
  if (types.length === 0) return [required(field, "must specify a volume type")];
  // Every type after the first is one too many; the order is the one in which Kubernetes looks at them.
  const order = [
    "emptyDir",
    "hostPath",
    "gitRepo",
    "secret",
    "nfs",
    "persistentVolumeClaim",
    "downwardAPI",
    "configMap",
    "projected",
  ];
  const names = types.map(([name]) => name).sort((a, b) => rank(order, a) - rank(order, b));
  return names.slice(1).map((name) => forbidden(`${field}.${name}`, "may not specify more than 1 volume type"));
}

function rank(order: readonly string[], name: string): number {
  const found = order.indexOf(name);
  return found < 0 ? order.length : found;
}

function validateContents(volume: Volume, field: string): FieldError[] {
  const { emptyDir, hostPath, secret, configMap, downwardAPI, projected, persistentVolumeClaim } = volume;
  return [
    ...(emptyDir ? validateEmptyDir(emptyDir.sizeLimit, `${field}.emptyDir.sizeLimit`) : []),
    ...(hostPath ? validateHostPath(hostPath, `${field}.hostPath`) : []),
    ...(secret ? validateKeyed({ ...secret, name: secret.secretName }, `${field}.secret`, "secretName") : []),
    ...(configMap ? validateKeyed(configMap, `${field}.configMap`, "name") : []),
    ...(downwardAPI ? validateDownward(downwardAPI, `${field}.downwardAPI`) : []),
    ...(projected ? validateProjected(projected, `${field}.projected`) : []),
    ...(persistentVolumeClaim && !persistentVolumeClaim.claimName
      ? [required(`${field}.persistentVolumeClaim.claimName`)]
      : []),
  ];
}

function validateEmptyDir(sizeLimit: string | number | undefined, field: string): FieldError[] {
  const isSize = sizeLimit === undefined || (parseQuantity(sizeLimit) ?? -1) >= 0;
  return isSize ? [] : [forbidden(field, "SizeLimit field must be a valid resource quantity")];
}

function validateHostPath({ path, type }: { path?: string; type?: string }, field: string): FieldError[] {
  if (!path) return [required(`${field}.path`)];
  return [
    ...(hasBackstep(path) ? [invalid(`${field}.path`, path, "must not contain '..'")] : []),
    ...(type === undefined || hostPathTypes.includes(type) ? [] : [notSupported(`${field}.type`, type, hostPathTypes)]),
  ];
}

interface Keyed {
  readonly name?: string;
  readonly defaultMode?: number;
  readonly items?: readonly { key?: string; path?: string; mode?: number }[];
}

function validateKeyed({ name, defaultMode, items }: Keyed, field: string, nameField: string): FieldError[] {
  return [
    ...(name ? [] : [required(`${field}.${nameField}`)]),
    ...validateMode(defaultMode, `${field}.defaultMode`),
    ...forEachOf(items, `${field}.items`, (item, at) => [
      ...(item.key ? invalidEach(`${at}.key`, item.key, configMapKey(item.key)) : [required(`${at}.key`)]),
      ...validateLocalPath(item.path, `${at}.path`),
      ...validateMode(item.mode, `${at}.mode`),
    ]),
  ];
}

function validateDownward({ defaultMode, items }: NonNullable<Volume["downwardAPI"]>, field: string): FieldError[] {
  return [
    ...validateMode(defaultMode, `${field}.defaultMode`),
    ...(items ?? []).flatMap((item) => [
      ...validateLocalPath(item.path, `${field}.path`),
      ...validateDownwardItem(item, field),
      ...validateMode(item.mode, `${field}.mode`),
    ]),
  ];
}

function validateProjected({ defaultMode, sources }: NonNullable<Volume["projected"]>, field: string): FieldError[] {
  return [
    ...validateMode(defaultMode, `${field}.defaultMode`),
    ...forEachOf(sources, `${field}.sources`, ({ secret, configMap, downwardAPI, serviceAccountToken }, at) => [
      ...(secret ? validateKeyed(secret, `${at}.secret`, "name") : []),
      ...(configMap ? validateKeyed(configMap, `${at}.configMap`, "name") : []),
      ...(downwardAPI ? validateDownward(downwardAPI, `${at}.downwardAPI`) : []),
      ...(serviceAccountToken ? validateToken(serviceAccountToken, at, field) : []),
      ...([secret, configMap, downwardAPI, serviceAccountToken].filter(Boolean).length > 1
        ? [forbidden(at, "may not specify more than 1 volume type per source")]
        : []),
    ]),
    ...conflictingPaths(sources ?? []).map((value) => invalid(field, value, "conflicting duplicate paths")),
  ];
}

type Source = NonNullable<NonNullable<Volume["projected"]>["sources"]>[number];

/** For each file that would lie where another lies already, what Kubernetes names: its source, or the path itself. */
function conflictingPaths(sources: readonly Source[]): string[] {
  const taken = new Set<string>();
  return sources.flatMap(filesOf).flatMap(({ path, named }) => {
    if (path === "" || !taken.has(path)) {
      taken.add(path);
      return [];
    }
    return [named];
  });
}

function filesOf({ secret, configMap, downwardAPI, serviceAccountToken }: Source): { path: string; named: string }[] {
  return [
    ...(secret?.items ?? []).map(({ path }) => ({ path, named: secret?.name ?? "" })),
    ...(configMap?.items ?? []).map(({ path }) => ({ path, named: configMap?.name ?? "" })),
    ...(downwardAPI?.items ?? []).map(({ path }) => ({ path, named: path })),
    ...(serviceAccountToken ? [{ path: serviceAccountToken.path, named: serviceAccountToken.path }] : []),
  ];
}

const shortestTokenSeconds = 10 * 60;
const longestTokenSeconds = 2 ** 32;

/** Kubernetes tells a bad path at the projection itself, not at its source; so do we. */
function validateToken(
  { path, expirationSeconds = 3600 }: { path?: string; expirationSeconds?: number },
  source: string,
  field: string,
): FieldError[] {
  const seconds = (detail: string) =>
    invalid(`${source}.serviceAccountToken.expirationSeconds`, expirationSeconds, detail);
  return [
    ...(expirationSeconds < shortestTokenSeconds ? [seconds("may not specify a duration less than 10 minutes")] : []),
    ...(expirationSeconds > longestTokenSeconds
      ? [seconds("may not specify a duration larger than 2^32 seconds")]
      : []),
    ...validateLocalPath(path, `${field}.path`),
  ];
}

function validateMode(mode: number | undefined, field: string): FieldError[] {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return [];
  return [invalid(field, mode, "must be a number between 0 and 0777 (octal), both inclusive")];
}

/** A path inside a volume: relative, and never out of it. */
function validateLocalPath(path: string | undefined, field: string): FieldError[] {
  if (!path) return [required(field)];
  if (path.startsWith("/")) return [invalid(field, path, "must be a relative path")];
  if (hasBackstep(path)) return [invalid(field, path, "must not contain '..'")];
  return path.startsWith("..") ? [invalid(field, path, "must not start with '..'")] : [];
}

function hasBackstep(path: string): boolean {
  return path.split("/").includes("..");
}

const propagations = ["Bidirectional", "HostToContainer", "None"];

/** Each mount names a volume of the pod, and no two share a path. */
export function validateMounts(
  mounts: Container["volumeMounts"],
  field: string,
  volumes: ReadonlySet<string>,
): FieldError[] {
  const paths = new Set<string>();
  return forEachOf(mounts, field, (mount, at) => {
    const errors: FieldError[] = [];
    if (!mount.name) errors.push(required(`${at}.name`));
    else if (!volumes.has(mount.name)) errors.push(notFound(`${at}.name`, mount.name));
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`));
    else if (paths.has(mount.mountPath)) errors.push(invalid(`${at}.mountPath`, mount.mountPath, "must be unique"));
    paths.add(mount.mountPath);
    if (mount.subPath && mount.subPathExpr)
      errors.push(invalid(`${at}.subPathExpr`, mount.subPathExpr, "subPathExpr and subPath are mutually exclusive"));
    // Kubernetes leaves the index out of these three; so do we.
    if (mount.subPath) errors.push(...validateLocalPath(mount.subPath, `${field}.subPath`));
    else if (mount.subPathExpr) errors.push(...validateLocalPath(mount.subPathExpr, `${field}.subPathExpr`));
    if (mount.mountPropagation !== undefined && !propagations.includes(mount.mountPropagation))
      errors.push(notSupported(`${field}.mountPropagation`, mount.mountPropagation, propagations));
    return errors;
  });
}

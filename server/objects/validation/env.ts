import type { FieldError } from "@/server/lib/errors";
import type { Container } from "../types";
import { forEachOf, invalid, invalidEach, notSupported, required } from "./fieldErrors";
import { configMapKey, dnsSubdomain, envName, qualifiedName } from "./names";
import { quantityErrors } from "./resources";

type EnvVar = NonNullable<Container["env"]>[number];
type EnvSource = NonNullable<EnvVar["valueFrom"]>;
type FieldRef = NonNullable<EnvSource["fieldRef"]>;

const plainFields = new Set([
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
]);
/** What a volume may show besides: all labels or annotations. */
const volumeFields = new Set([
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "metadata.labels",
  "metadata.annotations",
]);
const resourceNames = ["cpu", "ephemeral-storage", "memory"].flatMap((name) => [`limits.${name}`, `requests.${name}`]);

export function validateEnv(env: Container["env"], field: string): FieldError[] {
  return forEachOf(env, field, (variable, at) => [
    ...(variable.name ? invalidEach(`${at}.name`, variable.name, envName(variable.name)) : [required(`${at}.name`)]),
    ...validateSource(variable, `${at}.valueFrom`),
  ]);
}

function validateSource({ value, valueFrom }: EnvVar, field: string): FieldError[] {
  if (!valueFrom) return [];
  const names = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef"] as const;
  const given = names.filter((name) => valueFrom[name]);
  const errors = [
    ...(valueFrom.fieldRef ? validateFieldRef(valueFrom.fieldRef, `${field}.fieldRef`, plainFields) : []),
    ...(valueFrom.resourceFieldRef ? validateResourceRef(valueFrom.resourceFieldRef, `${field}.resourceFieldRef`) : []),
    ...(["configMapKeyRef", "secretKeyRef"] as const).flatMap((name) =>
      validateKeyRef(valueFrom[name], `${field}.${name}`),
    ),
  ];
  const oneOfWords =
    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
  if (given.length === 0 && !("fileKeyRef" in valueFrom)) errors.push(invalid(field, "", oneOfWords));
  else if (value) errors.push(invalid(field, "", "may not be specified when `value` is not empty"));
  else if (given.length > 1) errors.push(invalid(field, "", "may not have more than one field specified at a time"));
  return errors;
}

function validateKeyRef(ref: { name?: string; key?: string } | undefined, field: string): FieldError[] {
  if (!ref) return [];
  return [
    ...invalidEach(`${field}.name`, ref.name ?? "", dnsSubdomain(ref.name ?? "")),
    ...(ref.key ? invalidEach(`${field}.key`, ref.key, configMapKey(ref.key)) : [required(`${field}.key`)]),
  ];
}

/** A field of the pod; `metadata.labels['key']` and `metadata.annotations['key']` are always among them. */
function validateFieldRef(ref: FieldRef, field: string, allowed: ReadonlySet<string>): FieldError[] {
  const path = ref.fieldPath ?? "";
  if (path === "") return [required(`${field}.fieldPath`)];
  const subscript = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/.exec(path);
  if (subscript)
    return invalidEach(`${field}.fieldPath`, subscript[2], qualifiedName((subscript[2] ?? "").toLowerCase()));
  if (allowed.has(path)) return [];
  if (plainFields.has(path) || volumeFields.has(path)) return [notSupported(`${field}.fieldPath`, path, [...allowed])];
  return [invalid(`${field}.fieldPath`, path, `error converting fieldPath: field label not supported: ${path}`)];
}

function validateResourceRef(ref: NonNullable<EnvSource["resourceFieldRef"]>, field: string): FieldError[] {
  const { resource, divisor } = ref;
  if (!resource) return [required(`${field}.resource`)];
  const known = resourceNames.includes(resource) || /^(limits|requests)\.hugepages-/.test(resource);
  return [
    ...(known ? [] : [notSupported(`${field}.resource`, resource, resourceNames.toSorted())]),
    ...(divisor === undefined ? [] : quantityErrors(divisor, `${field}.divisor`)),
  ];
}

/** A file of a downwardAPI volume. */
export function validateDownwardItem(
  item: { path?: string; fieldRef?: FieldRef; resourceFieldRef?: NonNullable<EnvSource["resourceFieldRef"]> },
  field: string,
): FieldError[] {
  if (item.fieldRef && item.resourceFieldRef)
    return [invalid(field, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")];
  if (item.fieldRef) return validateFieldRef(item.fieldRef, `${field}.fieldRef`, volumeFields);
  if (item.resourceFieldRef) return validateResourceRef(item.resourceFieldRef, `${field}.resourceFieldRef`);
  return [required(field, "one of fieldRef and resourceFieldRef is required")];
}

export function validateEnvFrom(envFrom: Container["envFrom"], field: string): FieldError[] {
  return forEachOf(envFrom, field, ({ prefix, configMapRef, secretRef }, at) => {
    const errors = [
      ...(prefix ? invalidEach(`${at}.prefix`, prefix, envName(prefix)) : []),
      ...validateReference(configMapRef, `${at}.configMapRef`),
      ...validateReference(secretRef, `${at}.secretRef`),
    ];
    if (!configMapRef && !secretRef)
      errors.push(invalid(field, "", "must specify one of: `configMapRef` or `secretRef`"));
    if (configMapRef && secretRef)
      errors.push(invalid(field, "", "may not have more than one field specified at a time"));
    return errors;
  });
}

function validateReference(ref: { name?: string } | undefined, field: string): FieldError[] {
  if (!ref) return [];
  return ref.name ? invalidEach(`${field}.name`, ref.name, dnsSubdomain(ref.name)) : [required(`${field}.name`)];
}

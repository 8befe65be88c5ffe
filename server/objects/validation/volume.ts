import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import { parseQuantity } from "../quantity";
import type { PersistentVolume } from "../types";
import { validateClassName, validateModes, volumeModes } from "./claim";
import { forbidden, forEachOf, immutable, invalid, notSupported, oneOf, oneOfIfSet, required } from "./fieldErrors";
import { validateNodeTerm } from "./scheduling";

type Spec = PersistentVolume["spec"];

/** The fields of a volume's spec that say something about it; any other is where it lies. */
const about = new Set([
  ...["accessModes", "capacity", "claimRef", "mountOptions", "nodeAffinity"],
  ...["persistentVolumeReclaimPolicy", "storageClassName", "volumeAttributesClassName", "volumeMode"],
]);

/** After Kubernetes' `ValidatePersistentVolume` and its update. */
export function validateVolume({ spec }: PersistentVolume, old?: PersistentVolume): FieldError[] {
  return [
    ...(spec.accessModes?.length ? [] : [required("spec.accessModes")]),
    ...validateModes(spec.accessModes, "spec.accessModes"),
    ...validateCapacity(spec.capacity),
    ...validateSource(spec),
    ...oneOf(spec.persistentVolumeReclaimPolicy, "spec.persistentVolumeReclaimPolicy", reclaimPolicies),
    ...validateClassName(spec.storageClassName, "spec.storageClassName"),
    ...validateClassName(spec.volumeAttributesClassName, "spec.volumeAttributesClassName"),
    ...oneOfIfSet(spec.volumeMode, "spec.volumeMode", volumeModes),
    ...(spec.nodeAffinity ? validateAffinity(spec.nodeAffinity) : []),
    ...(old ? validateUpdate(spec, old.spec) : []),
  ];
}

const reclaimPolicies = ["Delete", "Recycle", "Retain"];

function validateCapacity(capacity: Spec["capacity"]): FieldError[] {
  const field = "spec.capacity";
  const names = Object.keys(capacity ?? {});
  const size = capacity?.storage;
  const isTooSmall = size !== undefined && !((parseQuantity(size) ?? 0) > 0);
  return [
    ...(names.length === 0 ? [required(field)] : []),
    ...(names.length === 1 && size !== undefined ? [] : [notSupported(field, capacity, ["storage"])]),
    ...(isTooSmall ? [invalid(`${field}[storage]`, String(size), "must be greater than zero")] : []),
  ];
}

function sourcesOf(spec: Spec): [string, unknown][] {
  return Object.entries(spec).filter(([name, value]) => !about.has(name) && value !== undefined);
}

function validateSource(spec: Spec): FieldError[] {
  const { local, hostPath, nodeAffinity, persistentVolumeReclaimPolicy } = spec;
  const [first, ...others] = sourcesOf(spec);
  if (!first) return [required("spec", "must specify a volume type")];
  const isRecycled = persistentVolumeReclaimPolicy === "Recycle" && hostPath?.path === "/";
  return [
    ...others.map(([name]) => forbidden(`spec.${name}`, "may not specify more than 1 volume type")),
    ...(hostPath ? validatePath(hostPath.path, "spec.hostPath.path") : []),
    ...(local && others.length === 0 ? validatePath(local.path, "spec.local.path") : []),
    ...(local && others.length === 0 && !nodeAffinity
      ? [required("spec.nodeAffinity", "Local volume requires node affinity")]
      : []),
    ...(isRecycled
      ? [forbidden("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'")]
      : []),
  ];
}

function validatePath(path: string | undefined, field: string): FieldError[] {
  if (!path) return [required(field)];
  return path.split("/").includes("..") ? [invalid(field, path, "must not contain '..'")] : [];
}

function validateAffinity({ required: terms }: NonNullable<Spec["nodeAffinity"]>): FieldError[] {
  const field = "spec.nodeAffinity.required";
  if (!terms) return [required(field, "must specify required node constraints")];
  if (!terms.nodeSelectorTerms?.length)
    return [required(`${field}.nodeSelectorTerms`, "must have at least one node selector term")];
  return forEachOf(terms.nodeSelectorTerms, `${field}.nodeSelectorTerms`, validateNodeTerm);
}

function validateUpdate(spec: Spec, old: Spec): FieldError[] {
  const moved = "spec.persistentvolumesource";
  const isMoved = !isEqual(Object.fromEntries(sourcesOf(spec)), Object.fromEntries(sourcesOf(old)));
  return [
    ...(isMoved ? [forbidden(moved, `${moved} is immutable after creation`)] : []),
    ...immutable(spec.volumeMode, old.volumeMode, "volumeMode"),
    ...(old.nodeAffinity && !isEqual(spec.nodeAffinity, old.nodeAffinity)
      ? [invalid("nodeAffinity", spec.nodeAffinity, "field is immutable, except for updating from beta label to GA")]
      : []),
  ];
}

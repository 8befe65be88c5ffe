import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import { parseQuantity } from "../quantity";
import type { PersistentVolumeClaim } from "../types";
import { forbidden, invalid, invalidEach, notSupported, oneOfIfSet, required } from "./fieldErrors";
import { validateSelector } from "./labels";
import { dnsSubdomain } from "./names";

type Spec = PersistentVolumeClaim["spec"];

export const volumeModes = ["Block", "Filesystem"];
const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/** After Kubernetes' `ValidatePersistentVolumeClaim` and its update. */
export function validateClaim({ spec, status }: PersistentVolumeClaim, old?: PersistentVolumeClaim): FieldError[] {
  return [
    ...(spec.accessModes?.length ? [] : [required("spec.accessModes", "at least 1 access mode is required")]),
    ...validateModes(spec.accessModes, "spec.accessModes"),
    ...validateSelector(spec.selector, "spec.selector"),
    ...validateSize(spec),
    ...validateClassName(spec.storageClassName, "spec.storageClassName"),
    ...validateClassName(spec.volumeAttributesClassName, "spec.volumeAttributesClassName"),
    ...oneOfIfSet(spec.volumeMode, "spec.volumeMode", volumeModes),
    ...(old ? validateUpdate(spec, old, status) : []),
  ];
}

/** Of claims and volumes alike. */
export function validateModes(modes: readonly string[] | undefined, field: string): FieldError[] {
  const unknown = (modes ?? []).filter((mode) => !accessModes.includes(mode));
  const isMixed = modes?.includes("ReadWriteOncePod") && modes.length > 1;
  return [
    ...unknown.map((mode) => notSupported(field, mode, accessModes)),
    ...(isMixed ? [forbidden(field, "may not use ReadWriteOncePod with other access modes")] : []),
  ];
}

export function validateClassName(name: string | undefined, field: string): FieldError[] {
  return name ? invalidEach(field, name, dnsSubdomain(name)) : [];
}

function validateSize({ resources }: Spec): FieldError[] {
  const field = "spec.resources[storage]";
  const size = resources?.requests?.storage;
  if (size === undefined) return [required(field)];
  return (parseQuantity(size) ?? 0) > 0 ? [] : [invalid(field, String(size), "must be greater than zero")];
}

/** A volume and, where there was none, a class may be filled in; a bound claim may grow. All else stays. */
function validateUpdate(spec: Spec, old: PersistentVolumeClaim, status: PersistentVolumeClaim["status"]): FieldError[] {
  const isBound = old.status?.phase === "Bound";
  const before: Spec = {
    ...old.spec,
    ...(old.spec.volumeName ? {} : { volumeName: spec.volumeName }),
    ...(old.spec.storageClassName === undefined ? { storageClassName: spec.storageClassName } : {}),
    ...(isBound ? { volumeAttributesClassName: spec.volumeAttributesClassName } : {}),
    ...(isBound ? { resources: { ...old.spec.resources, requests: spec.resources?.requests } } : {}),
  };
  if (!isEqual(withoutEmpty(spec), withoutEmpty(before)))
    return [
      forbidden(
        "spec",
        "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
      ),
    ];
  const [now, then] = [spec, old.spec].map(({ resources }) => parseQuantity(resources?.requests?.storage ?? "0") ?? 0);
  const has = parseQuantity(status?.capacity?.storage ?? "0") ?? 0;
  const isTooSmall = now !== undefined && then !== undefined && now < then && now < has;
  return isTooSmall ? [forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")] : [];
}

function withoutEmpty(spec: Spec): object {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
}

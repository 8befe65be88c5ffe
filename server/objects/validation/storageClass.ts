import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import type { StorageClass } from "../types";
import { duplicate, forEachOf, invalid, invalidEach, oneOfIfSet, required } from "./fieldErrors";
import { qualifiedName } from "./names";

/** After Kubernetes' `ValidateStorageClass`. */
export function validateStorageClass(storage: StorageClass, old?: StorageClass): FieldError[] {
  const { provisioner, parameters, reclaimPolicy, volumeBindingMode, allowedTopologies } = storage;
  return [
    ...(provisioner ? validateProvisioner(provisioner.toLowerCase()) : [required("provisioner")]),
    ...(Object.hasOwn(parameters ?? {}, "") ? [invalid("parameters", "", "field can not be empty.")] : []),
    ...oneOfIfSet(reclaimPolicy, "reclaimPolicy", ["Delete", "Retain"]),
    ...oneOfIfSet(volumeBindingMode, "volumeBindingMode", ["Immediate", "WaitForFirstConsumer"]),
    ...forEachOf(allowedTopologies, "allowedTopologies", ({ matchLabelExpressions }, at) =>
      forEachOf(matchLabelExpressions, `${at}.matchLabelExpressions`, validateTopology),
    ),
    ...(old ? fixed.flatMap((field) => unchanged(storage, old, field)) : []),
  ];
}

function validateProvisioner(provisioner: string): FieldError[] {
  return invalidEach("provisioner", provisioner, qualifiedName(provisioner));
}

function validateTopology({ key, values }: { key: string; values?: readonly string[] }, field: string): FieldError[] {
  const repeated = (values ?? []).flatMap((value, index) =>
    values?.indexOf(value) === index ? [] : [duplicate(`${field}.values[${index}]`, value)],
  );
  return [
    ...(values?.length ? repeated : [required(`${field}.values`)]),
    ...invalidEach(`${field}.key`, key, qualifiedName(key ?? "")),
  ];
}

/** What volumes that were made by it rely on. */
const fixed = ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"] as const;

function unchanged(storage: StorageClass, old: StorageClass, field: (typeof fixed)[number]): FieldError[] {
  return isEqual(storage[field], old[field]) ? [] : [invalid(field, null, "field is immutable")];
}

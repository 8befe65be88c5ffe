import type { FieldError } from "@/server/lib/errors";
import { validateSelectableFields } from "@/server/objects/custom/selectableFields";
import { validateStructural } from "@/server/objects/custom/structural";
import { apiVersionOf, type KindDefinition, type Schema } from "@/server/objects/kind";
import type { CustomResourceDefinition } from "@/server/objects/types";
import { isShared } from "@/server/objects/validation/customResourceVersions";
import { ruleFaults } from "./cel/ruleFaults";

/** What is wrong with the schemas of a definition; those that did not change are not judged again. */
export function definitionFaults(definition: CustomResourceDefinition, old?: CustomResourceDefinition): FieldError[] {
  return schemasOf(definition).flatMap(({ version, schema, field }) =>
    isKnown(schema, old)
      ? []
      : [...schemaFaults(schema, `${field.schema}.openAPIV3Schema`), ...validateSelectableFields(version, field.own)],
  );
}

/** Rules are read only where the schema around them is sound. */
function schemaFaults(schema: Schema, field: string): FieldError[] {
  const faults = validateStructural(schema, field);
  return faults.length > 0 ? faults : ruleFaults(schema, field);
}

export function isDefinition(kind: KindDefinition): boolean {
  return kind.kind === "CustomResourceDefinition" && apiVersionOf(kind) === "apiextensions.k8s.io/v1";
}

export interface VersionSchema {
  readonly version: CustomResourceDefinition["spec"]["versions"][number];
  readonly schema: Schema;
  /** As Kubernetes calls it: that of all versions where they share one. */
  readonly field: { readonly schema: string; readonly own: string };
}

export function schemasOf({ spec }: CustomResourceDefinition): VersionSchema[] {
  const versions = spec.versions ?? [];
  const isOne = isShared(versions, "schema");
  const hasOne = isShared(versions, "selectableFields");
  return (isOne ? versions.slice(0, 1) : versions).flatMap((version, index) => {
    const schema = version.schema?.openAPIV3Schema as Schema | undefined;
    const at = `spec.versions[${index}]`;
    const field = { schema: isOne ? "spec.validation" : `${at}.schema`, own: hasOne ? "spec" : at };
    return schema ? [{ version, schema, field }] : [];
  });
}

function isKnown(schema: Schema, old: CustomResourceDefinition | undefined): boolean {
  const text = JSON.stringify(schema);
  return old?.spec.versions.some((version) => JSON.stringify(version.schema?.openAPIV3Schema) === text) ?? false;
}

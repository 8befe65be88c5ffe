import { ClusterError } from "@/server/lib/errors";
import { invalidObject } from "@/server/objects/check";
import { validateSelectableFields } from "@/server/objects/custom/selectableFields";
import { validateStructural } from "@/server/objects/custom/structural";
import { apiVersionOf, type KindDefinition, type Schema } from "@/server/objects/kind";
import type { CustomResourceDefinition } from "@/server/objects/types";
import { isShared } from "@/server/objects/validation/customResourceVersions";
import type { AdmissionStep } from "../request";

/**
 * Kinds that others bring: what their schemas say must be structural, and objects come only while their definition
 * stays. Schemas that did not change are not judged again.
 */
export const customDefinition: AdmissionStep = {
  name: "customDefinition",
  admit(object, { kind, verb, old, subresource }) {
    if (kind.custom?.isTerminating && verb === "create") throw terminating();
    if (!isDefinition(kind) || subresource) return object;
    const faults = schemasOf(object as CustomResourceDefinition).flatMap(({ version, schema, field }) =>
      isKnown(schema, old as CustomResourceDefinition | undefined)
        ? []
        : [
            ...validateStructural(schema, `${field.schema}.openAPIV3Schema`),
            ...validateSelectableFields(version, field.own),
          ],
    );
    if (faults.length > 0) throw invalidObject(kind, object.metadata.name, faults);
    return object;
  },
};

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
  const isOne = isShared(spec.versions, "schema");
  const hasOne = isShared(spec.versions, "selectableFields");
  return (isOne ? spec.versions.slice(0, 1) : spec.versions).flatMap((version, index) => {
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

function terminating(): ClusterError {
  return new ClusterError("MethodNotAllowed", {
    says: "create not allowed while custom resource definition is terminating",
  });
}

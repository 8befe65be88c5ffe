import type { WrittenSubresource } from "@/server/cluster/cluster";
import type { FieldError } from "@/server/lib/errors";
import { findFaults, invalidObject } from "@/server/objects/check";
import { everySchema } from "@/server/objects/custom/structural";
import type { KindDefinition, Schema } from "@/server/objects/kind";
import type { CustomResourceDefinition, KubeObject, Pod, ValidatingAdmissionPolicy } from "@/server/objects/types";
import { validateEphemeralUpdate } from "@/server/objects/validation/ephemeral";
import { validateMetadataUpdate } from "@/server/objects/validation/metadata";
import { checkRules } from "../cel/rules";
import { definitionFaults, isDefinition } from "../definitionFaults";
import { policyFaults } from "../policies/policyFaults";
import type { AdmissionStep } from "../request";
import { isWebhookConfiguration, webhookFaults } from "../webhooks/webhookFaults";

/** The last word: throws `Invalid` with every field that is at fault. */
export const validation: AdmissionStep = {
  name: "validation",
  admit(object, { kind, old, subresource, verb }) {
    const before = verb === "update" ? old : undefined;
    // A status write brings nothing but status and notes; what was stored before a rule came must not block it.
    const fields = faultsOf(object, kind, { before, subresource });
    if (kind.custom) fields.push(...ruled(kind.schema, { object, before, isSound: fields.length === 0 }));
    if (isPolicy(kind) && !subresource) fields.push(...policyFaults(object as ValidatingAdmissionPolicy));
    if (isWebhookConfiguration(kind)) fields.push(...webhookFaults(object, before));
    if (isDefinition(kind) && !subresource)
      fields.push(
        ...definitionFaults(object as CustomResourceDefinition, before as CustomResourceDefinition | undefined),
      );
    if (fields.length > 0) throw invalidObject(kind, object.metadata.name, fields);
    return object;
  },
};

function faultsOf(
  object: KubeObject,
  kind: KindDefinition,
  { before, subresource }: { readonly before?: KubeObject; readonly subresource?: WrittenSubresource },
): FieldError[] {
  if (subresource === "status" && before && !kind.custom) return validateMetadataUpdate(object, before);
  if (subresource !== "ephemeralcontainers" || !before) return findFaults(object, kind, before);
  const [pod, old] = [object, before] as readonly KubeObject[] as readonly [Pod, Pod];
  return validateEphemeralUpdate(pod.spec, old.spec);
}

function isPolicy({ group, kind }: KindDefinition): boolean {
  return kind === "ValidatingAdmissionPolicy" && group === "admissionregistration.k8s.io";
}

interface Written {
  readonly object: KubeObject;
  readonly before: KubeObject | undefined;
  readonly isSound: boolean;
}

/** What a custom kind's own rules say; they are asked only about what is sound by its types. */
function ruled(schema: Schema, { object, before, isSound }: Written): FieldError[] {
  if (isSound) return checkRules({ schema, value: object, old: before, field: "" });
  if (!hasRules(schema)) return [];
  const says =
    "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";
  return [{ field: "<nil>", reason: "FieldValueInvalid", message: `Invalid value: null: ${says}` }];
}

const ruledSchemas = new WeakMap<Schema, boolean>();

function hasRules(schema: Schema): boolean {
  const known = ruledSchemas.get(schema);
  if (known !== undefined) return known;
  const found = everySchema(schema, "").some(([part]) => (part["x-kubernetes-validations"] ?? []).length > 0);
  ruledSchemas.set(schema, found);
  return found;
}

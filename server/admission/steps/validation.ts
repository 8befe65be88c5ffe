import type { WrittenSubresource } from "@/server/cluster/cluster";
import type { FieldError } from "@/server/lib/errors";
import { findFaults, invalidObject } from "@/server/objects/check";
import type { KindDefinition } from "@/server/objects/kind";
import type { KubeObject, Pod } from "@/server/objects/types";
import { validateEphemeralUpdate } from "@/server/objects/validation/ephemeral";
import { validateMetadataUpdate } from "@/server/objects/validation/metadata";
import type { AdmissionStep } from "../request";

/** The last word: throws `Invalid` with every field that is at fault. */
export const validation: AdmissionStep = {
  name: "validation",
  admit(object, { kind, old, subresource, verb }) {
    const before = verb === "update" ? old : undefined;
    // A status write brings nothing but status and notes; what was stored before a rule came must not block it.
    const fields = faultsOf(object, kind, { before, subresource });
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

import { findFaults, invalidObject } from "@/server/objects/check";
import { validateMetadataUpdate } from "@/server/objects/validation/metadata";
import type { AdmissionStep } from "../request";

/** The last word: throws `Invalid` with every field that is at fault. */
export const validation: AdmissionStep = {
  name: "validation",
  admit(object, { kind, old, subresource, verb }) {
    const before = verb === "update" ? old : undefined;
    // A status write brings nothing but status and notes; what was stored before a rule came must not block it.
    const fields =
      subresource === "status" && before && !kind.custom
        ? validateMetadataUpdate(object, before)
        : findFaults(object, kind, before);
    if (fields.length > 0) throw invalidObject(kind, object.metadata.name, fields);
    return object;
  },
};

import { ClusterError } from "@/server/lib/errors";
import { readAs } from "@/server/objects/check";
import { apiVersionOf } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";
import type { AdmissionStep } from "../request";

/** Every field has its type and none is unknown; a null counts as left out. Throws `BadRequest`. */
export const decode: AdmissionStep = {
  name: "decode",
  admit(object, { kind }) {
    const apiVersion = apiVersionOf(kind);
    mustMatch("API version", object.apiVersion, apiVersion);
    mustMatch("kind", object.kind, kind.kind);
    return readAs(kind, { ...object, apiVersion, kind: kind.kind }) as unknown as KubeObject;
  },
};

function mustMatch(what: string, given: unknown, expected: string): void {
  if (given === undefined || given === "" || given === expected) return;
  throw new ClusterError("BadRequest", {
    says: `the ${what} in the data (${String(given)}) does not match the expected ${what} (${expected})`,
  });
}

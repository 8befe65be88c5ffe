import { ClusterError } from "@/server/lib/errors";
import type { KindDefinition } from "@/server/objects/kind";
import { isDeleting } from "@/server/objects/meta";
import type { KubeObject } from "@/server/objects/types";
import { refused } from "../forbidden";
import type { AdmissionStep } from "../request";

/** Nothing new comes into a namespace that is not there, or on its way out. */
export const namespaceExists: AdmissionStep = {
  name: "namespaceExists",
  async admit(object, { kind, verb }, { lookups }) {
    const { namespace, name } = object.metadata;
    if (verb !== "create" || !kind.isNamespaced || !namespace) return object;
    mustTakeNew(await lookups.get("namespaces", { name: namespace }), kind, { namespace, name });
    return object;
  },
};

/** Throws `NotFound` without the namespace, `Forbidden` when it is being deleted. */
export function mustTakeNew(
  found: KubeObject | undefined,
  kind: KindDefinition,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): asserts found is KubeObject {
  if (!found)
    throw new ClusterError("NotFound", {
      says: `namespaces "${namespace}" not found`,
      about: { kind: "namespaces", name: namespace },
    });
  if (isDeleting(found))
    throw refused(kind, name, `unable to create new content in namespace ${namespace} because it is being terminated`);
}

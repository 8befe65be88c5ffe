import { ClusterError } from "@/server/lib/errors";
import { isDeleting } from "@/server/objects/meta";
import { refused } from "../forbidden";
import type { AdmissionStep } from "../request";

/** Nothing new comes into a namespace that is not there, or on its way out. */
export const namespaceExists: AdmissionStep = {
  name: "namespaceExists",
  async admit(object, { kind, verb }, { lookups }) {
    const { namespace, name } = object.metadata;
    if (verb !== "create" || !kind.isNamespaced || !namespace) return object;
    const found = await lookups.get("namespaces", { name: namespace });
    if (!found)
      throw new ClusterError("NotFound", {
        says: `namespaces "${namespace}" not found`,
        about: { kind: "namespaces", name: namespace },
      });
    if (isDeleting(found))
      throw refused(
        kind,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
      );
    return object;
  },
};

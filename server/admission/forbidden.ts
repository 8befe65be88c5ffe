import { ClusterError } from "@/server/lib/errors";
import { groupResource, type KindDefinition } from "@/server/objects/kind";

/** Refused by admission, in Kubernetes' words. */
export function refused(kind: KindDefinition, name: string, why: string): ClusterError {
  return new ClusterError("Forbidden", {
    says: `${groupResource(kind)} "${name}" is forbidden: ${why}`,
    about: { kind: kind.plural, group: kind.group, name },
  });
}

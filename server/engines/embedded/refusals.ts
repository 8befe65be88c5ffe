import { ClusterError } from "@/server/lib/errors";
import { groupResource, type KindDefinition } from "@/server/objects/kind";

/** Refusals in Kubernetes' words (`apimachinery/pkg/api/errors`). */

function about(kind: KindDefinition, name: string) {
  return { kind: kind.plural, group: kind.group, name };
}

export function notFound(kind: KindDefinition, name: string): ClusterError {
  return new ClusterError("NotFound", { says: `${groupResource(kind)} "${name}" not found`, about: about(kind, name) });
}

export function alreadyExists(kind: KindDefinition, name: string): ClusterError {
  const says = `${groupResource(kind)} "${name}" already exists`;
  return new ClusterError("AlreadyExists", { says, about: about(kind, name) });
}

export function conflict(kind: KindDefinition, name: string, why: string): ClusterError {
  const says = `Operation cannot be fulfilled on ${groupResource(kind)} "${name}": ${why}`;
  return new ClusterError("Conflict", { says, about: about(kind, name) });
}

export const modified = "the object has been modified; please apply your changes to the latest version and try again";

export function uidConflict(kind: KindDefinition, name: string, uids: { asked: string; stored: string }): ClusterError {
  const { asked, stored } = uids;
  return conflict(kind, name, `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${stored}`);
}

export function badRequest(says: string): ClusterError {
  return new ClusterError("BadRequest", { says });
}

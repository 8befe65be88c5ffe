import { isPodUser } from "@/server/objects/podUsers";
import type { Container, PodSpec } from "@/server/objects/types";
import { containersOf, named, says } from "./words";

/**
 * Where pods are processes of this machine their users are the machine's own: root there is root here, and user 1000 is
 * somebody. Kubernetes has no such check, because its containers have users apart or are held by their image.
 */
export function hostUserViolations(spec: PodSpec): string[] {
  const isForeign = (id: number | null | undefined) => typeof id === "number" && !isPodUser(id);
  const isBad = (context: Container["securityContext"]) =>
    isForeign(context?.runAsUser) || isForeign(context?.runAsGroup);
  const { securityContext } = spec;
  const bad = containersOf(spec).filter((container) => isBad(container.securityContext));
  const who = named(bad, isBad(securityContext) || isForeign(securityContext?.fsGroup));
  return says(
    "host users",
    who && `${who} must not set runAsUser, runAsGroup or fsGroup: nodes here run pods as processes of the machine`,
  );
}

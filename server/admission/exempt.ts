import type { AdmissionRequest } from "./request";

const parts = new Set(["system:nodes", "system:gateways"]);

/**
 * Writes that no policy and no webhook of anybody's is asked about, so that none can stop the platform itself:
 * - the policies and webhook configurations: whoever made one that refuses everything can take it away again (as in
 *   Kubernetes);
 * - heartbeats, and what agents and the gateway say of the objects they carry (`status`): a policy that refuses them,
 *   or a webhook that hangs, would make every node look lost.
 */
export function isExempt({ kind, subject, subresource }: Pick<AdmissionRequest, "kind" | "subject" | "subresource">) {
  if (kind.group === "admissionregistration.k8s.io") return true;
  if (kind.storage === "memory") return true;
  return subresource === "status" && subject.groups.some((group) => parts.has(group));
}

import type { Pod } from "@/server/objects/types";

/** Kubernetes' `apps.DefaultDaemonSetUniqueLabelKey`: which template a pod was made from. */
export const hashLabel = "controller-revision-hash";

export function isUpdated(pod: Pod, updateHash: string): boolean {
  return pod.metadata.labels?.[hashLabel] === updateHash;
}

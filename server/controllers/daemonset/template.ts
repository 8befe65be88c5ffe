import type { DaemonSet, Pod } from "@/server/objects/types";
import { canonicalJson, encodeHash, fnv32 } from "../hash";

/** Kubernetes' `apps.DefaultDaemonSetUniqueLabelKey`: which template a pod was made from. */
export const hashLabel = "controller-revision-hash";

export function templateHash(set: DaemonSet): string {
  return encodeHash(fnv32(canonicalJson(set.spec.template)));
}

export function isUpdated(set: DaemonSet, pod: Pod): boolean {
  return pod.metadata.labels?.[hashLabel] === templateHash(set);
}

import { isDeleting } from "@/server/objects/meta";
import { isTerminal } from "@/server/objects/pods";
import type { Pod } from "@/server/objects/types";
import type { Action } from "../actions";

const force = { graceSeconds: 0, propagation: "Background" } as const;

/** Ended pods beyond the threshold go, the oldest first. After Kubernetes' `gcTerminated`. */
export function tooManyTerminated(pods: readonly Pod[], threshold: number): Action[] {
  const ended = pods.filter((pod) => isTerminal(pod) && !isDeleting(pod));
  const surplus = Math.max(0, ended.length - threshold);
  const oldest = [...ended].sort((left, right) =>
    left.metadata.creationTimestamp < right.metadata.creationTimestamp ? -1 : 1,
  );
  return oldest.slice(0, surplus).map((object) => ({ do: "delete", kind: "Pod", object, options: force }));
}

/** Pods that were deleted before they were ever bound: no agent will end them. */
export function neverBound(pods: readonly Pod[]): Action[] {
  const doomed = pods.filter((pod) => isDeleting(pod) && !pod.spec.nodeName);
  return doomed.map((object) => ({ do: "delete", kind: "Pod", object, options: force }));
}

interface PodRef {
  readonly uid: string;
}

/** A pod that is to leave: still serving, asked to stop, or away. */
export type DrainState = "here" | "stopping" | "gone";

export interface DrainProgress<Pod extends PodRef> {
  readonly pods: readonly { readonly pod: Pod; readonly state: DrainState }[];
  readonly gone: number;
  readonly total: number;
}

/** How far a drain is: the pods that were to leave, held against those that the node still has. */
export function drainProgress<Pod extends PodRef>(
  leaving: readonly Pod[],
  there: readonly { readonly uid: string; readonly status: string }[],
): DrainProgress<Pod> {
  const status = new Map(there.map((pod) => [pod.uid, pod.status]));
  const pods = leaving.map((pod) => ({ pod, state: stateOf(status.get(pod.uid)) }));
  return { pods, gone: pods.filter(({ state }) => state === "gone").length, total: leaving.length };
}

function stateOf(status: string | undefined): DrainState {
  if (status === undefined) return "gone";
  return status === "Terminating" ? "stopping" : "here";
}

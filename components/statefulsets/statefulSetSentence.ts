interface Facts {
  readonly status: string;
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
  readonly strategy: { readonly type: string; readonly partition: number };
}

export type StatefulSetSentence =
  | ("ready" | "held" | "onDelete" | "rolling" | "starting" | "unavailable" | "stopped" | "deleting")
  | "scalingDown";

/** Which sentence of `statefulSets.sentence` it takes. */
export function statefulSetSentence({ status, desired, updated, ready, strategy }: Facts): StatefulSetSentence {
  if (status === "Deleting") return "deleting";
  if (desired === 0) return ready > 0 ? "scalingDown" : "stopped";
  if (status === "Unavailable") return "unavailable";
  if (status === "Ready") {
    if (updated >= desired) return "ready";
    return strategy.type === "OnDelete" ? "onDelete" : "held";
  }
  return updated < desired && ready > 0 ? "rolling" : "starting";
}

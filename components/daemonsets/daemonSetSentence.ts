interface Facts {
  readonly status: string;
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
}

export type DaemonSetSentence = "ready" | "rolling" | "starting" | "unavailable" | "noNode" | "deleting";

/** Which sentence of `daemonSets.sentence` it takes. */
export function daemonSetSentence({ status, desired, updated, ready }: Facts): DaemonSetSentence {
  if (status === "Deleting") return "deleting";
  if (desired === 0) return "noNode";
  if (status === "Ready") return "ready";
  if (status === "Unavailable") return "unavailable";
  return updated < desired && ready > 0 ? "rolling" : "starting";
}

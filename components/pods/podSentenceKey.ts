export type PodSentenceKey =
  | "unschedulable"
  | "gated"
  | "waiting"
  | "starting"
  | "crashLoop"
  | "image"
  | "notReady"
  | "terminating"
  | "failed"
  | "completed";

interface PodFacts {
  readonly status: string;
  readonly severity: "well" | "busy" | "warning" | "critical";
  readonly phase: string;
  readonly isUnschedulable: boolean;
  readonly node?: string | undefined;
}

/** Which sentence of `pods.sentence` a pod takes; undefined where nothing need be said. */
export function podSentenceKey({
  status,
  severity,
  phase,
  isUnschedulable,
  node,
}: PodFacts): PodSentenceKey | undefined {
  if (status === "Terminating") return "terminating";
  if (isUnschedulable) return "unschedulable";
  if (status === "SchedulingGated") return "gated";
  if (/CrashLoopBackOff$/.test(status)) return "crashLoop";
  if (/(ErrImage|ImagePull|InvalidImage)/.test(status)) return "image";
  if (phase === "Succeeded") return "completed";
  if (phase === "Failed") return "failed";
  if (phase === "Pending") return node ? "starting" : "waiting";
  return severity === "well" ? undefined : "notReady";
}

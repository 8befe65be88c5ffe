import { conditionOf } from "@/server/objects/meta";
import type { Job } from "@/server/objects/types";

export type JobStatus = NonNullable<Job["status"]>;
export type JobCondition = NonNullable<JobStatus["conditions"]>[number];

export interface Verdict {
  readonly type: "Complete" | "Failed";
  readonly reason: string;
  readonly message: string;
}

export function isFinished(job: Job): boolean {
  return ["Complete", "Failed"].some((type) => conditionOf(job.status?.conditions, type)?.status === "True");
}

export function setCondition(
  conditions: readonly JobCondition[],
  next: Pick<JobCondition, "type" | "status" | "reason" | "message">,
  now: string,
): readonly JobCondition[] {
  const current = conditionOf(conditions, next.type);
  if (current?.status === next.status && current.reason === next.reason) return conditions;
  const set = { ...next, lastProbeTime: now, lastTransitionTime: now };
  return [...conditions.filter(({ type }) => type !== next.type), set];
}

/** The verdict that was reached before, while the last pods were still on their way out. */
export function interimVerdict(job: Job): Verdict | undefined {
  for (const [interim, type] of [
    ["FailureTarget", "Failed"],
    ["SuccessCriteriaMet", "Complete"],
  ] as const) {
    const found = conditionOf(job.status?.conditions, interim);
    if (found?.status === "True") return { type, reason: found.reason ?? "", message: found.message ?? "" };
  }
  return undefined;
}

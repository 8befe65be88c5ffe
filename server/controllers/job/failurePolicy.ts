import { nameOf } from "@/server/objects/meta";
import type { Job, Pod } from "@/server/objects/types";

type Rule = NonNullable<Job["spec"]["podFailurePolicy"]>["rules"][number];

export interface Judged {
  /** FailIndex counts like Count: there is no backoffLimitPerIndex. */
  readonly action: "FailJob" | "Ignore" | "Count";
  /** In Kubernetes' words, for FailJob. */
  readonly message: string;
}

/** What `spec.podFailurePolicy` says of a failed pod: the first rule that matches decides. */
export function judgeFailure(job: Job, pod: Pod): Judged {
  const rules = job.spec.podFailurePolicy?.rules ?? [];
  for (const [at, rule] of rules.entries()) {
    const why = byExitCode(rule, pod) ?? byCondition(rule, pod);
    if (why === undefined) continue;
    const action = rule.action === "FailJob" || rule.action === "Ignore" ? rule.action : "Count";
    return { action, message: `${why} matching ${rule.action} rule at index ${at}` };
  }
  return { action: "Count", message: "" };
}

function byExitCode({ onExitCodes }: Rule, pod: Pod): string | undefined {
  if (!onExitCodes || pod.status?.phase !== "Failed") return undefined;
  const { containerName, operator, values } = onExitCodes;
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  for (const { name, state } of statuses) {
    const code = state?.terminated?.exitCode;
    if (code === undefined || code === 0 || (containerName && containerName !== name)) continue;
    if (values.includes(code) === (operator === "In"))
      return `Container ${name} for pod ${nameOf(pod)} failed with exit code ${code}`;
  }
  return undefined;
}

function byCondition({ onPodConditions }: Rule, pod: Pod): string | undefined {
  const found = onPodConditions?.find(({ type, status = "True" }) =>
    pod.status?.conditions?.some((condition) => condition.type === type && condition.status === status),
  );
  return found && `Pod ${nameOf(pod)} has condition ${found.type}`;
}

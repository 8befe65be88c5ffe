import type { Job } from "@/server/objects/types";
import type { Verdict } from "./conditions";
import { parseIndexes } from "./indexes";

type Rule = NonNullable<Job["spec"]["successPolicy"]>["rules"][number];

/** Whether enough of an indexed job has succeeded, by its own rules; after Kubernetes' `matchSuccessPolicy`. */
export function judgeSuccess({ spec }: Job, completed: ReadonlySet<number>): Verdict | undefined {
  const rules = spec.completionMode === "Indexed" ? (spec.successPolicy?.rules ?? []) : [];
  const matched = rules.findIndex((rule) => isMet(rule, completed));
  if (matched < 0) return undefined;
  return { type: "Complete", reason: "SuccessPolicy", message: `Matched rules at index ${matched}` };
}

function isMet({ succeededIndexes, succeededCount }: Rule, completed: ReadonlySet<number>): boolean {
  if (succeededIndexes === undefined) return succeededCount !== undefined && completed.size >= succeededCount;
  const wanted = parseIndexes(succeededIndexes);
  const reached = [...wanted].filter((index) => completed.has(index)).length;
  return reached >= (succeededCount ?? wanted.size);
}

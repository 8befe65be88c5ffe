import type { FieldError } from "@/server/lib/errors";
import type { Job } from "../types";
import { forEachOf, invalid, nonNegative, required } from "./fieldErrors";

type JobSpec = Job["spec"];
type Rule = NonNullable<JobSpec["successPolicy"]>["rules"][number];

/** After Kubernetes' `validateSuccessPolicy`. */
export function validateSuccessPolicy(spec: JobSpec, field: string): FieldError[] {
  const { successPolicy, completionMode, completions = 0 } = spec;
  if (!successPolicy) return [];
  if (completionMode !== "Indexed") {
    const shown = successPolicy.rules?.map(({ succeededIndexes = null, succeededCount = null }) => ({
      SucceededIndexes: succeededIndexes,
      SucceededCount: succeededCount,
    }));
    return [invalid(field, { Rules: shown }, "requires indexed completion mode")];
  }
  if (!successPolicy.rules?.length)
    return [required(`${field}.rules`, "at least one rules must be specified when the successPolicy is specified")];
  return forEachOf(successPolicy.rules, `${field}.rules`, (rule, at) => validateRule(rule, at, completions));
}

function validateRule({ succeededIndexes, succeededCount }: Rule, field: string, completions: number): FieldError[] {
  if (succeededIndexes === undefined && succeededCount === undefined)
    return [required(field, "at least one of succeededCount or succeededIndexes must be specified")];
  const count = `${field}.succeededCount`;
  const negative = nonNegative(succeededCount, count);
  if (succeededIndexes === undefined)
    return [...negative, ...atMost(succeededCount, count, completions, "the number of specified completions")];
  try {
    const total = countIndexes(succeededIndexes, completions);
    const what = "the number of indexes in the specified succeededIndexes field";
    return [...negative, ...atMost(succeededCount, count, total, what)];
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return [
      ...negative,
      invalid(`${field}.succeededIndexes`, succeededIndexes, `error parsing succeededIndexes: ${cause}`),
    ];
  }
}

function atMost(value: number | undefined, field: string, most: number, what: string): FieldError[] {
  if (value === undefined || value <= most) return [];
  return [invalid(field, value, `must be less than or equal to ${most} (${what})`)];
}

/** How many indexes `0,2-4` names; throws an `Error` whose message is Kubernetes'. */
function countIndexes(text: string, completions: number): number {
  let previous: number | undefined;
  let count = 0;
  for (const part of text === "" ? [] : text.split(",")) {
    const ends = part.split("-");
    if (ends.length > 2)
      throw new Error(
        `the fragment "${part}" violates the requirement that an index interval can have at most two parts separated by '-'`,
      );
    const first = readIndex(ends[0] ?? "", completions);
    if (previous !== undefined && previous >= first)
      throw new Error(`non-increasing order, previous: ${previous}, current: ${first}`);
    const last = ends[1] === undefined ? first : readIndex(ends[1], completions);
    if (ends[1] !== undefined && last <= first)
      throw new Error(`non-increasing order, previous: ${first}, current: ${last}`);
    count += last - first + 1;
    previous = last;
  }
  return count;
}

function readIndex(text: string, completions: number): number {
  if (!/^[+-]?\d+$/.test(text)) throw new Error(`cannot convert string to integer for index: "${text}"`);
  if (Number(text) >= completions) throw new Error(`too large index: "${text}"`);
  return Number(text);
}

import type { Decision } from "./decide";

/** Says on an autoscaler how it last decided; JSON of `Explanation`. */
export const decisionAnnotation = "pilothouse.dev/decision";

export interface Explanation {
  /** When this was decided first; a decision that says the same again keeps its time. */
  readonly at: string;
  readonly from: number;
  readonly to: number;
  /** What every metric asked for, or why it could not. */
  readonly metrics: readonly {
    readonly name: string;
    readonly asks?: number;
    readonly current?: string;
    readonly target?: string;
    readonly error?: string;
  }[];
  /** The metric that asked for most. */
  readonly by?: string;
  /** What kept the size from what was asked for: a window, a rate, the minimum or maximum. */
  readonly held: readonly { readonly reason: string; readonly message: string; readonly to: number }[];
}

/** The text for the annotation; the old one where nothing but figures within the same decision changed. */
export function explanationOf(decision: Decision, from: number, { at, old }: { at: string; old?: string }): string {
  const explanation: Explanation = {
    at,
    from,
    to: decision.desired,
    metrics: decision.proposals.map((one) =>
      "message" in one
        ? { name: one.name, error: one.message }
        : { name: one.name, asks: one.replicas, current: one.current, target: one.target },
    ),
    ...(decision.asked && { by: decision.asked.name }),
    held: decision.held.map(({ reason, message, replicas }) => ({ reason, message, to: replicas })),
  };
  const before = old === undefined ? undefined : readExplanation(old);
  const isSame = before && JSON.stringify({ ...before, at: "" }) === JSON.stringify({ ...explanation, at: "" });
  return isSame && old !== undefined ? old : JSON.stringify(explanation);
}

/** What an annotation says; undefined for what this engine did not write. */
export function readExplanation(text: string): Explanation | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isIt = typeof value === "object" && value !== null && "metrics" in value && "held" in value;
    return isIt ? (value as Explanation) : undefined;
  } catch {
    return undefined;
  }
}

import type { Probe } from "@/server/objects/types";

export interface Outcome {
  readonly isSuccess: boolean;
  /** What a failure said, for the event. */
  readonly message: string;
}

/** What a probe has concluded so far, and the streak that leads to the next conclusion. */
export interface Verdict {
  readonly isGood: boolean;
  readonly streak: number;
  readonly isStreakGood: boolean;
}

export type ProbeKind = "startup" | "readiness" | "liveness";

/** Before the first try a container counts as alive, and as neither ready nor started. */
export function firstVerdict(kind: ProbeKind, wasGood = kind === "liveness"): Verdict {
  return { isGood: wasGood, streak: 0, isStreakGood: wasGood };
}

/** The verdict changes once as many tries in a row agree as the threshold says. */
export function judge(verdict: Verdict, isSuccess: boolean, probe: Probe): Verdict {
  const streak = verdict.isStreakGood === isSuccess ? verdict.streak + 1 : 1;
  const threshold = isSuccess ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
  return { isGood: streak >= threshold ? isSuccess : verdict.isGood, streak, isStreakGood: isSuccess };
}

export const initialDelayMsOf = ({ initialDelaySeconds = 0 }: Probe) => initialDelaySeconds * 1_000;
export const timeoutMsOf = ({ timeoutSeconds }: Probe) => (timeoutSeconds || 1) * 1_000;

/** Tries of a container that has not been ready for this long come quickly, as Kubernetes allows, then by its period. */
const eagerForMs = 60_000;
const eagerPeriodMs = 500;

/** How long until the next try. */
export function periodMs(
  kind: ProbeKind,
  probe: Probe,
  state: { readonly isGood: boolean; readonly sinceMs: number },
): number {
  const usual = (probe.periodSeconds || 10) * 1_000;
  const isEager = kind === "readiness" && !state.isGood && state.sinceMs < eagerForMs;
  return isEager ? Math.min(usual, eagerPeriodMs) : usual;
}

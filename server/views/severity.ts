/** `well` needs no colour; `busy` is on its way somewhere; the other two need someone. */
export type Severity = "well" | "busy" | "warning" | "critical";

const ranks: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, busy: 2, well: 3 };

export function severityRank(severity: Severity): number {
  return ranks[severity];
}

export function needsSomeone(severity: Severity): boolean {
  return severity === "critical" || severity === "warning";
}

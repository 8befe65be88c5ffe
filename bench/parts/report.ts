export interface Figure {
  readonly ours: number;
  readonly peer: number;
  readonly unit: string;
  /** True for times and sizes. */
  readonly isLessBetter?: boolean;
  /** Who the peer is. */
  readonly beside: string;
}

/** Prints the figures for a person and, as the last line, for a program; with `--json` that line only. */
export function report(figures: Readonly<Record<string, Figure>>): void {
  const rows = Object.entries(figures).map(([name, { ours, peer, unit, isLessBetter, beside }]) => {
    const ratio = isLessBetter ? peer / ours : ours / peer;
    return { name, ours: rounded(ours), peer: rounded(peer), unit, ratio: rounded(ratio), beside };
  });
  if (!process.argv.includes("--json"))
    for (const { name, ours, peer, unit, ratio, beside } of rows)
      process.stdout.write(`${name}: ${ours} ${unit}; ${beside}: ${peer}; ratio ${ratio}\n`);
  const last = rows.map(({ name, ours, peer, unit, ratio }) => [name, { ours, peer, unit, ratio }] as const);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(last))}\n`);
}

/** The value below which `share` (0 to 1) of them lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

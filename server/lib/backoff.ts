export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Multiplies after each failure; 2 unless told. */
  readonly factor?: number;
}

/** The wait before try number `failures + 1`: `firstMs`, doubled for each failure after the first, at most `maxMs`. */
export function backoffMs(failures: number, { firstMs, maxMs, factor = 2 }: BackoffOptions): number {
  if (failures <= 0) return 0;
  return Math.min(maxMs, firstMs * factor ** Math.min(failures - 1, 64));
}

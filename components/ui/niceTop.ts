const steps = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];

/**
 * The end of an axis: a round figure at or above `value`, whose half is round, too. `base` is 1024 for bytes, so that
 * the figure is round in KiB, MiB or GiB, else 10.
 */
export function niceTop(value: number, base: 10 | 1024 = 10): number {
  if (!(value > 0)) return 1;
  const unit = base === 1024 ? 1024 ** Math.floor(Math.log(value) / Math.log(1024)) : 1;
  const inUnit = value / unit;
  const power = 10 ** Math.floor(Math.log10(inUnit));
  const step = steps.find((one) => one * power >= inUnit * (1 - 1e-9)) ?? 10;
  return step * power * unit;
}

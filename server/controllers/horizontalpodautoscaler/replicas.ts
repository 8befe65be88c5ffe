import type { Figures, PodGroups } from "./podGroups";

/** How far a ratio may be from 1 before anything is done, each way: 0.1 is 10 %. */
export interface Tolerance {
  readonly up: number;
  readonly down: number;
}

export interface Sizing {
  /** How many the target has now, as it was asked. */
  readonly current: number;
  readonly tolerance: Tolerance;
}

/** What one metric asks for. `ratio` is what is used over what should be. */
export interface Sized {
  readonly replicas: number;
  readonly ratio: number;
}

export interface Measured {
  readonly figures: Figures;
  readonly groups: PodGroups;
  /** What these pods use over what they should. */
  readonly ratioOf: (used: ReadonlyMap<string, number>) => number;
  /** What a pod that was not measured is taken to use when there would be fewer. */
  readonly assumedOf: (pod: string) => number;
}

/**
 * How many replicas bring the mean to the target, after Kubernetes' replica calculator: pods that start count as using
 * nothing where there would be more, unmeasured ones as using nothing where there would be more and as using their
 * share where there would be fewer; and neither of them may turn the direction round.
 */
export function replicasFor(measured: Measured, sizing: Sizing): Sized {
  const { figures, groups, ratioOf } = measured;
  const used = new Map(groups.ready.map((name) => [name, figures.get(name)?.value ?? 0]));
  const ratio = ratioOf(used);
  const keep = { replicas: sizing.current, ratio };
  const countsStarting = groups.unready.length > 0 && ratio > 1;
  if (!countsStarting && groups.missing.length === 0)
    return isWithin(ratio, sizing.tolerance) ? keep : { replicas: roundUp(ratio * groups.ready.length), ratio };
  for (const name of groups.missing) {
    if (ratio < 1) used.set(name, measured.assumedOf(name));
    else if (ratio > 1) used.set(name, 0);
  }
  if (countsStarting) for (const name of groups.unready) used.set(name, 0);
  const corrected = ratioOf(used);
  const isTurned = (ratio < 1 && corrected > 1) || (ratio > 1 && corrected < 1);
  if (isWithin(corrected, sizing.tolerance) || isTurned) return keep;
  const replicas = roundUp(corrected * used.size);
  const isContrary = corrected < 1 ? replicas > sizing.current : replicas < sizing.current;
  return isContrary ? keep : { replicas, ratio };
}

export function isWithin(ratio: number, { up, down }: Tolerance): boolean {
  return ratio >= 1 - down && ratio <= 1 + up;
}

/** Up to the next whole one, but not for the noise that binary fractions add. */
export function roundUp(value: number): number {
  return Math.ceil(Number(value.toPrecision(12)));
}

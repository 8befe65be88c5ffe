import type { Difference } from "./compare";

interface Known {
  readonly why: string;
  fits(difference: Difference): boolean;
}

/** What differs on purpose, each with its reason. */
const known: readonly Known[] = [
  {
    why: "the real server's own handler panics over it",
    fits: ({ theirs }) => theirs.code === 0,
  },
];

/** Why it differs; undefined when nothing explains it. */
export function explain(difference: Difference): string | undefined {
  return known.find(({ fits }) => fits(difference))?.why;
}

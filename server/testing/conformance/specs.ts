import { parse } from "yaml";

/** One conformance test of Kubernetes' suite. */
export interface Spec {
  /** Whole, as ginkgo matches it: `[sig-apps] Job should … [Conformance]`. */
  readonly name: string;
  /** `sig-apps`. */
  readonly sig: string;
  /** Does not bear others beside it: it drains nodes, or fills them. */
  readonly isSerial: boolean;
}

/** What `e2e.test --list-conformance-tests` prints, by name. Throws when it is something else. */
export function readSpecs(yaml: string): Spec[] {
  const listed: unknown = parse(yaml);
  if (!Array.isArray(listed)) throw new Error("e2e.test did not list its conformance tests");
  const names = new Set(listed.map((one: { codename?: unknown }) => String(one.codename)));
  return [...names].sort().map((name) => ({ name, sig: sigOf(name), isSerial: /\[(Serial|Disruptive)\]/.test(name) }));
}

function sigOf(name: string): string {
  return /^\[(sig-[^\]]+)\]/.exec(name)?.[1] ?? "others";
}

/** A word that is no regular expression stands for itself: `sig-cli`, `[sig-cli]`, `Job should`. */
export function isInFocus(focus: string): (spec: Spec) => boolean {
  if (focus === "") return () => true;
  const literal = focus.toLowerCase();
  const pattern = patternOf(focus);
  return ({ name }) => name.toLowerCase().includes(literal) || pattern?.test(name) === true;
}

function patternOf(focus: string): RegExp | undefined {
  // `[sig-cli]` would be one letter of a set.
  if (/^\[[\w-]+\]$/.test(focus)) return undefined;
  try {
    return new RegExp(focus, "i");
  } catch {
    return undefined;
  }
}

/** Ginkgo's focus for this spec and no other: it looks for the pattern in `SUITE NAME`. */
export function focusOf({ name }: Spec): string {
  return `${name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`;
}

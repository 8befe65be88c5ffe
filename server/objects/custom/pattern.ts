import { RE2JS } from "re2js";
import { messageOf } from "@/server/lib/errors";
import { isSafePattern } from "../safePattern";

/** A compiled regular expression; `test` says whether the text holds a match. */
export interface Pattern {
  test(text: string): boolean;
}

const most = 1_000;
const compiled = new Map<string, Pattern>();

/**
 * A pattern in Go's dialect (RE2), which takes time linear in the text whatever somebody wrote. Those that cannot track
 * back for long, and mean the same in both, run on JavaScript's own engine. Throws what is wrong with it, in Go's words.
 */
export function patternOf(source: string): Pattern {
  const known = compiled.get(source);
  if (known) return known;
  const re2 = RE2JS.compile(source);
  const made = isSafePattern(source) && meansTheSame(source) ? new RegExp(source, "u") : linear(re2);
  if (compiled.size >= most) compiled.clear();
  compiled.set(source, made);
  return made;
}

/** What is wrong with a pattern, in Go's words; undefined when it can be used. */
export function patternFault(source: string): string | undefined {
  try {
    patternOf(source);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function linear(re2: RE2JS): Pattern {
  return { test: (text) => re2.matcher(text).find() };
}

/** Only what both dialects read alike: plain characters, classes, anchors, groups and counts. */
function meansTheSame(source: string): boolean {
  if (/\(\?|\[\[|\\[^dwtnrf.\-/\\[\]{}()*+?^$|]|\\[sS]/.test(source)) return false;
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

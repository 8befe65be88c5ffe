import type { Environment } from "@marcbachmann/cel-js";
import { messageOf } from "@/server/lib/errors";

/** One expression, read and checked; `run` throws what went wrong in CEL's words. */
export interface Expression {
  readonly source: string;
  /** The type it gives, `dyn` where that is known only when it runs. */
  readonly type: string;
  run(variables: Readonly<Record<string, unknown>>): unknown;
}

export class CelError extends Error {}

/** Steps that one evaluation may take: well under a tenth of a second. */
const mostSteps = 1_000_000;

/** Throws `CelError` with Kubernetes' words for what cannot be compiled. */
export function compile(environment: Environment, source: string): Expression {
  const text = withSafePatterns(source);
  try {
    const parsed = environment.parse(text);
    const checked = parsed.check();
    if (!checked.valid) throw checked.error ?? new Error("cannot be checked");
    const depth = depthOf(text);
    return {
      source,
      type: checked.type ?? "dyn",
      run(given) {
        // What is worked out lazily comes of the rest, and is not asked for before it is needed.
        const { variables: _lazy, ...known } = given;
        const size = largestOf(Object.values(known), text);
        if (size ** depth * (1 + text.length / 8) > mostSteps) throw new CelError("call cost exceeds limit");
        return evaluated(() => parsed(given));
      },
    };
  } catch (error) {
    throw new CelError(`compilation failed: ERROR: <input>: ${wordsOf(error)}`);
  }
}

function evaluated(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    throw new CelError(wordsOf(error));
  }
}

/** The first line, as CEL's own implementation begins it. */
function wordsOf(error: unknown): string {
  const [first = ""] = messageOf(error).split("\n");
  const unknown = /^Unknown variable: (.*)$/.exec(first);
  if (unknown) return `undeclared reference to '${unknown[1]}' (in container '')`;
  return first.replace(/^No such key/, "no such key");
}

/** `matches` under a name of ours, which runs in linear time; what stands in quotes stays. */
function withSafePatterns(source: string): string {
  return mapCode(source, (code) => code.replace(/\.(\s*)matches(\s*)\(/g, ".$1matchesSafely$2("));
}

const quoted = /[rR]?(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/g;

function mapCode(source: string, change: (code: string) => string): string {
  let result = "";
  let last = 0;
  for (const found of source.matchAll(quoted)) {
    result += change(source.slice(last, found.index)) + found[0];
    last = found.index + found[0].length;
  }
  return result + change(source.slice(last));
}

/** How deeply macros that walk a list stand within each other. */
function depthOf(source: string): number {
  const code = source.replace(quoted, "''");
  const open: boolean[] = [];
  let most = 0;
  for (let index = 0; index < code.length; index++) {
    if (code[index] === "(") {
      open.push(
        /\.\s*(?:all|exists|exists_one|existsOne|map|filter)\s*$/.test(code.slice(Math.max(0, index - 24), index)),
      );
      most = Math.max(most, open.filter(Boolean).length);
    } else if (code[index] === ")") open.pop();
  }
  return most;
}

/** The longest list or map within the values; and the longest text where an expression makes lists of texts. */
function largestOf(values: readonly unknown[], source: string): number {
  const countsText = source.includes("split");
  let most = 1;
  const look = (value: unknown) => {
    if (typeof value === "string" && countsText) most = Math.max(most, value.length);
    if (typeof value !== "object" || value === null) return;
    const parts = value instanceof Map ? [...value.values()] : Object.values(value);
    most = Math.max(most, parts.length);
    for (const part of parts) look(part);
  };
  for (const value of values) look(value);
  return most;
}

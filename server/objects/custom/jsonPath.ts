/**
 * The subset of JSONPath that printer columns, scales and selectable fields of custom kinds use, after kubectl's:
 * `.spec.size`, `['a.b']`, `[0]`, `[-1]`, `[*]`, `.*`, `..name`, and filters such as `[?(@.type=="Ready")]`.
 */
export type Step =
  | { readonly type: "field"; readonly name: string }
  | { readonly type: "index"; readonly index: number }
  | { readonly type: "all" }
  | { readonly type: "deep"; readonly name: string }
  | { readonly type: "filter"; readonly left: readonly Step[]; readonly operator?: string; readonly right?: unknown };

const steps: readonly [RegExp, (found: RegExpExecArray) => Step | undefined][] = [
  [/^\.\.([A-Za-z0-9_\-/$]+)/, ([, name = ""]) => ({ type: "deep", name })],
  [/^\.\*/, () => ({ type: "all" })],
  [/^\.((?:\\.|[^.[\]()*\s'"?@])+)/, ([, name = ""]) => ({ type: "field", name: name.replace(/\\(.)/g, "$1") })],
  [/^\[\s*\*\s*\]/, () => ({ type: "all" })],
  [/^\[\s*(-?\d+)\s*\]/, ([, index]) => ({ type: "index", index: Number(index) })],
  [/^\[\s*'((?:\\.|[^'\\])*)'\s*\]/, ([, name = ""]) => ({ type: "field", name: name.replace(/\\(.)/g, "$1") })],
  [/^\[\s*"((?:\\.|[^"\\])*)"\s*\]/, ([, name = ""]) => ({ type: "field", name: name.replace(/\\(.)/g, "$1") })],
  [/^\[\s*\?\s*\(\s*@([^=!<>)\]]*?)\s*(?:(==|!=|<=|>=|<|>)\s*(.+?)\s*)?\)\s*\]/, filterOf],
];

function filterOf([, path = "", operator, value]: RegExpExecArray): Step | undefined {
  const left = parseJsonPath(path);
  if (!left) return undefined;
  if (operator === undefined || value === undefined) return { type: "filter", left };
  const right = literalOf(value);
  return right === undefined ? undefined : { type: "filter", left, operator, right };
}

function literalOf(text: string): unknown {
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  if (quoted) return (quoted[2] ?? "").replace(/\\(.)/g, "$1");
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/** The path in its steps; undefined when it cannot be read. An empty one is the value itself. */
export function parseJsonPath(text: string): readonly Step[] | undefined {
  const found: Step[] = [];
  let rest = text.trim();
  if (rest.startsWith("{") && rest.endsWith("}")) rest = rest.slice(1, -1).trim();
  if (rest.startsWith("$")) rest = rest.slice(1);
  while (rest !== "") {
    const step = nextStep(rest);
    if (!step) return undefined;
    found.push(step.step);
    rest = rest.slice(step.length);
  }
  return found;
}

function nextStep(rest: string): { readonly step: Step; readonly length: number } | undefined {
  for (const [pattern, make] of steps) {
    const found = pattern.exec(rest);
    const step = found && make(found);
    if (found && step) return { step, length: found[0].length };
  }
  return undefined;
}

/** Every value that the path leads to, in order. */
export function readJsonPath(path: readonly Step[], value: unknown): readonly unknown[] {
  let values: readonly unknown[] = [value];
  for (const step of path) values = values.flatMap((one) => take(step, one));
  return values;
}

function take(step: Step, value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  switch (step.type) {
    case "field":
      return !Array.isArray(value) && Object.hasOwn(value, step.name) ? [Reflect.get(value, step.name)] : [];
    case "index": {
      const at = Array.isArray(value) ? (step.index < 0 ? value.length + step.index : step.index) : -1;
      return Array.isArray(value) && at >= 0 && at < value.length ? [value[at]] : [];
    }
    case "all":
      return Object.values(value);
    case "deep":
      return deep(value, step.name);
    case "filter":
      return (Array.isArray(value) ? value : [value]).filter((one) => matches(step, one));
  }
}

function deep(value: object, name: string): unknown[] {
  const own = !Array.isArray(value) && Object.hasOwn(value, name) ? [Reflect.get(value, name)] : [];
  const below = Object.values(value).flatMap((one) => (typeof one === "object" && one !== null ? deep(one, name) : []));
  return [...own, ...below];
}

function matches({ left, operator, right }: Step & { readonly type: "filter" }, value: unknown): boolean {
  const [found] = readJsonPath(left, value);
  if (operator === undefined) return found !== undefined;
  if (operator === "==") return found === right;
  if (operator === "!=") return found !== undefined && found !== right;
  if (typeof found === "number" && typeof right === "number") return compares(operator, found - right);
  if (typeof found === "string" && typeof right === "string")
    return compares(operator, found < right ? -1 : found > right ? 1 : 0);
  return false;
}

function compares(operator: string, difference: number): boolean {
  if (operator === "<") return difference < 0;
  if (operator === "<=") return difference <= 0;
  return operator === ">" ? difference > 0 : difference >= 0;
}

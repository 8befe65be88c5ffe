import { isEqual } from "@/server/lib/equal";
import { isMap } from "./json";

export interface Difference {
  /** `spec.template.spec.containers[web].image`: elements of lists by their name, where they have one. */
  readonly path: string;
  /** Absent when it was added. */
  readonly before?: unknown;
  /** Absent when it was removed. */
  readonly after?: unknown;
}

/** What changed, field by field, in the order of the paths. */
export function diffObjects(before: unknown, after: unknown, path = ""): Difference[] {
  if (isEqual(before, after)) return [];
  if (isMap(before) && isMap(after))
    return diffEntries(Object.entries(before), Object.entries(after), (key) => under(path, key));
  if (Array.isArray(before) && Array.isArray(after)) {
    const byName = hasNames(before) && hasNames(after);
    const named = (list: readonly unknown[]): [string, unknown][] =>
      list.map((element, index) => [byName ? String(Reflect.get(Object(element), "name")) : String(index), element]);
    if (byName || isMap(before[0]) || isMap(after[0]))
      return orderOnly(before, after, path) ?? diffEntries(named(before), named(after), (key) => `${path}[${key}]`);
  }
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

function diffEntries(
  before: readonly [string, unknown][],
  after: readonly [string, unknown][],
  pathOf: (key: string) => string,
): Difference[] {
  const [left, right] = [new Map(before), new Map(after)];
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys].flatMap((key) => diffObjects(left.get(key), right.get(key), pathOf(key)));
}

/** The same elements in another order are a change too. */
function orderOnly(before: readonly unknown[], after: readonly unknown[], path: string): Difference[] | undefined {
  if (before.length !== after.length || !hasNames(before) || !hasNames(after)) return undefined;
  const isPermutation = before.every((element) => after.some((other) => isEqual(element, other)));
  return isPermutation ? [{ path, before, after }] : undefined;
}

/** Every element is a map with a name of its own. */
function hasNames(list: readonly unknown[]): boolean {
  const names = list.map((element) => (isMap(element) && typeof element.name === "string" ? element.name : undefined));
  return names.every((name) => name !== undefined) && new Set(names).size === names.length;
}

function under(path: string, key: string): string {
  if (/^[A-Za-z_$][\w$-]*$/.test(key)) return path === "" ? key : `${path}.${key}`;
  return `${path}[${key}]`;
}

import { isEqual } from "@/server/lib/equal";
import { FieldSetBuilder, type Fields, fieldElement } from "./fieldSet";
import { type Field, type FieldType, partsOf } from "./fieldType";
import { isMap, type JsonMap } from "./json";

/** What a write did to an object; no field is in two of the sets. */
export interface Comparison {
  readonly added: Fields;
  readonly modified: Fields;
  readonly removed: Fields;
}

/**
 * Compares two states of an object by its schema; fields of the object in `except` are not looked at. What is the same
 * piece of memory on both sides is not walked.
 * Source: structured-merge-diff, `typed/compare.go`.
 */
export function compareFields(
  type: FieldType,
  { before, after }: { readonly before: object; readonly after: object },
  except: ReadonlySet<string> = nothing,
): Comparison {
  const walk = new Walk();
  walk.fields(type, { left: before as JsonMap, right: after as JsonMap }, except);
  return walk.found;
}

const nothing: ReadonlySet<string> = new Set();

/** Either side may be missing, not both. */
interface Sides<T> {
  readonly left: T | undefined;
  readonly right: T | undefined;
}

class Walk {
  readonly #path: string[] = [];
  readonly #added = new FieldSetBuilder();
  readonly #modified = new FieldSetBuilder();
  readonly #removed = new FieldSetBuilder();

  get found(): Comparison {
    return { added: this.#added.fields, modified: this.#modified.fields, removed: this.#removed.fields };
  }

  fields(type: FieldType, { left, right }: Sides<JsonMap>, except = nothing): void {
    for (const name in right) if (!except.has(name)) this.#field(type.field(name), name, { left, right });
    for (const name in left)
      if (!except.has(name) && !(right && Object.hasOwn(right, name)))
        this.#field(type.field(name), name, { left, right });
  }

  #field(field: Field | undefined, name: string, { left, right }: Sides<JsonMap>): void {
    if (!field) return;
    const [was, is] = [partIn(left, name, field.absent), partIn(right, name, field.absent)];
    if (was === is) return;
    this.#path.push(fieldElement(name));
    this.#value(field.type, was, is);
    this.#path.pop();
  }

  #value(type: FieldType, left: unknown, right: unknown): void {
    const [leftParts, rightParts] = [partsOf(type, left), partsOf(type, right)];
    if (hasNone(left, leftParts) && hasNone(right, rightParts)) {
      this.#whole(left, right);
      return;
    }
    // A value that turned into another kind of value, where no schema says what it is.
    if (isOther(left, leftParts) || isOther(right, rightParts)) this.#modified.insert(this.#path);
    if (leftParts === "map" || rightParts === "map") this.fields(type, { left: asMap(left), right: asMap(right) });
    else this.#lists(type, asList(left), asList(right));
    if (left === undefined) this.#added.insert(this.#path);
    else if (right === undefined) this.#removed.insert(this.#path);
  }

  #whole(left: unknown, right: unknown): void {
    if (left === undefined) this.#added.insert(this.#path);
    else if (right === undefined) this.#removed.insert(this.#path);
    else if (!isEqual(left, right)) this.#modified.insert(this.#path);
  }

  #lists(type: FieldType, left: readonly unknown[] = [], right: readonly unknown[] = []): void {
    const [before, after] = [byElement(type, left), byElement(type, right)];
    for (const [element, is] of after) this.#items(type.item, element, { left: before.get(element), right: is });
    for (const [element, was] of before)
      if (!after.has(element)) this.#items(type.item, element, { left: was, right: undefined });
  }

  /** Elements of one key are owned as one; what a list had once and has more often now has another owner. */
  #items(type: FieldType, element: string, { left: was = none, right: is = none }: Sides<readonly unknown[]>): void {
    this.#path.push(element);
    if (was.length <= 1 && is.length <= 1) {
      if (was[0] !== is[0]) this.#value(type, was[0], is[0]);
    } else if (was.length >= 2 && is.length >= 2) {
      if (!isEqual(was, is)) this.#modified.insert(this.#path);
    } else if (was.length >= 2) {
      if (is.length > 0) this.#value(type, undefined, is[0]);
      this.#removed.insert(this.#path);
    } else {
      if (was.length > 0) this.#value(type, was[0], undefined);
      this.#added.insert(this.#path);
    }
    this.#path.pop();
  }
}

const none: readonly unknown[] = [];

/** A field that is left out where its map is there is what Go has in its place. */
function partIn(map: JsonMap | undefined, name: string, absent: unknown): unknown {
  if (!map) return undefined;
  const value = Object.hasOwn(map, name) ? map[name] : undefined;
  return value === undefined ? absent : value;
}

/** Nothing in it that could be owned by itself. */
function hasNone(value: unknown, parts: "map" | "list" | undefined): boolean {
  if (parts === "list") return (value as readonly unknown[]).length === 0;
  if (parts === "map") for (const _name in value as JsonMap) return false;
  return true;
}

function isOther(value: unknown, parts: string | undefined): boolean {
  return parts === undefined && value !== undefined && value !== null;
}

function asMap(value: unknown): JsonMap | undefined {
  return isMap(value) ? value : undefined;
}

function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function byElement(type: FieldType, list: readonly unknown[]): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const item of list) {
    const element = type.elementOf(item);
    if (element === undefined) continue;
    const others = found.get(element);
    if (others) others.push(item);
    else found.set(element, [item]);
  }
  return found;
}

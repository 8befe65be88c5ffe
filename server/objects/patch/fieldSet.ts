/**
 * A set of fields as Kubernetes stores it in `managedFields` (`FieldsV1`): a tree of path elements, `{}` where one is a
 * member and has nothing below, `"."` in it where it is a member too. `f:NAME` is a field, `k:{…}` an element of a list by
 * its keys, `v:…` one by its value, `i:N` one by its place. The tree itself is never a member.
 * Sets are never written to, and share what they have in common.
 * Source: structured-merge-diff, `fieldpath`.
 */
export interface Fields {
  readonly [element: string]: Fields;
}

export const noFields: Fields = Object.freeze({});
const self = ".";

export function isEmpty(fields: Fields): boolean {
  for (const _element in fields) return false;
  return true;
}

export function fieldElement(name: string): string {
  return `f:${name}`;
}

export function valueElement(value: unknown): string {
  return `v:${goJson(value)}`;
}

/** The keys in the order of their names: sorted by whoever hands them in. */
export function keyElement(sorted: readonly (readonly [name: string, value: unknown])[]): string {
  let text = "";
  for (const [name, value] of sorted) text += `${text === "" ? "" : ","}"${name}":${goJson(value)}`;
  return `k:{${text}}`;
}

/** As Go writes it: these characters escaped. */
function goJson(value: unknown): string {
  const text = JSON.stringify(value);
  return escaped.test(text) ? text.replace(allEscaped, asCode) : text;
}

const escaped = /[<>&\u2028\u2029]/;
const allEscaped = new RegExp(escaped, "g");

function asCode(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Whether the node itself belongs to the set, whatever lies below it. */
function isMember(node: Fields): boolean {
  return Object.hasOwn(node, self) || isEmpty(node);
}

function nodeOf(member: boolean, children: Fields): Fields | undefined {
  if (isEmpty(children)) return member ? noFields : undefined;
  return member ? { [self]: noFields, ...children } : children;
}

export function union(left: Fields, right: Fields): Fields {
  if (isEmpty(left)) return right;
  return isEmpty(right) ? left : joined(left, right);
}

function joined(left: Fields, right: Fields): Fields {
  if (left === right) return left;
  if (isEmpty(right)) return isMember(left) ? left : { [self]: noFields, ...left };
  if (isEmpty(left)) return isMember(right) ? right : { [self]: noFields, ...right };
  let result: Record<string, Fields> | undefined;
  for (const element in right) {
    const [mine, theirs] = [left[element], right[element] ?? noFields];
    const both = mine === undefined || element === self ? theirs : joined(mine, theirs);
    if (mine !== undefined && (both === mine || element === self)) continue;
    result ??= { ...left };
    result[element] = both;
  }
  return result ?? left;
}

/** What is in `left` and not in `right`; a parent and its child are two different members. */
export function difference(left: Fields, right: Fields): Fields {
  return childrenWithout(left, right);
}

function childrenWithout(left: Fields, right: Fields): Fields {
  let result: Record<string, Fields> | undefined;
  for (const element in right) {
    const [mine, theirs] = [left[element], right[element]];
    if (element === self || mine === undefined || theirs === undefined) continue;
    const rest = nodeWithout(mine, theirs);
    if (rest === mine) continue;
    result ??= { ...left };
    if (rest === undefined) delete result[element];
    else result[element] = rest;
  }
  return result ?? left;
}

function nodeWithout(left: Fields, right: Fields): Fields | undefined {
  const isLost = isMember(left) && isMember(right);
  const children = isEmpty(right) ? left : childrenWithout(left, right);
  if (!isLost) return children === left ? left : nodeOf(isMember(left), withoutSelf(children));
  return nodeOf(false, withoutSelf(children));
}

function withoutSelf(node: Fields): Fields {
  if (!Object.hasOwn(node, self)) return node;
  const { [self]: _self, ...children } = node;
  return children;
}

export function intersection(left: Fields, right: Fields): Fields {
  const result: Record<string, Fields> = {};
  for (const element in left) {
    const [mine, theirs] = [left[element], right[element]];
    if (element === self || mine === undefined || theirs === undefined) continue;
    const both = nodeOf(isMember(mine) && isMember(theirs), intersection(mine, theirs));
    if (both !== undefined) result[element] = both;
  }
  return result;
}

/** What is in `fields` and neither in `roots` nor below a member of it. */
export function withoutBelow(fields: Fields, roots: Fields): Fields {
  let result: Record<string, Fields> | undefined;
  for (const element in roots) {
    const [mine, root] = [fields[element], roots[element]];
    if (element === self || mine === undefined || root === undefined) continue;
    const rest = isMember(root) ? undefined : nodeOf(isMember(mine), withoutSelf(withoutBelow(mine, root)));
    result ??= { ...fields };
    if (rest === undefined) delete result[element];
    else result[element] = rest;
  }
  return result ?? fields;
}

/** The elements of a set or of a node, with what lies below each. */
export function childrenOf(fields: Fields): (readonly [element: string, node: Fields, isMember: boolean])[] {
  const children: [string, Fields, boolean][] = [];
  for (const element in fields) {
    const node = fields[element];
    if (element !== self && node !== undefined) children.push([element, node, isMember(node)]);
  }
  return children;
}

/** A set of the given children; a node that is neither a member nor has anything below is left out. */
export function setOfChildren(children: Iterable<readonly [element: string, node: Fields, isMember: boolean]>): Fields {
  const result: Record<string, Fields> = {};
  for (const [element, below, member] of children) {
    const node = nodeOf(member, withoutSelf(below));
    if (node !== undefined) result[element] = node;
  }
  return result;
}

/** The set of these paths, each a list of elements. */
export function setOfPaths(...paths: readonly (readonly string[])[]): Fields {
  const builder = new FieldSetBuilder();
  for (const path of paths) builder.insert(path);
  return builder.fields;
}

/** A set that grows, path by path. */
export class FieldSetBuilder {
  readonly #root: Record<string, Fields> = {};

  /** The empty path says nothing: a whole object has no owner. */
  insert(path: readonly string[]): void {
    const last = path.length - 1;
    let node = this.#root;
    for (let depth = 0; depth < last; depth++) node = branch(node, path[depth] ?? "");
    const element = path[last];
    if (element === undefined) return;
    const below = node[element];
    if (below === undefined) node[element] = noFields;
    else if (below !== noFields) (below as Record<string, Fields>)[self] = noFields;
  }

  /** Not to be asked for before the last insertion. */
  get fields(): Fields {
    return this.#root;
  }
}

/** The node under an element, made (or grown from a bare member) when there is none that can have something below it. */
function branch(node: Record<string, Fields>, element: string): Record<string, Fields> {
  const below = node[element];
  if (below !== undefined && below !== noFields) return below as Record<string, Fields>;
  const made: Record<string, Fields> = below === noFields ? { [self]: noFields } : {};
  node[element] = made;
  return made;
}

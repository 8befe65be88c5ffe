import { childrenOf, type Fields, keyElement, noFields, setOfChildren, valueElement } from "./fieldSet";
import { isMap } from "./json";
import { shared } from "./sharedFields";

/**
 * A set out of JSON that somebody sent; undefined when it is none. Elements of a kind that is not known are left out, as
 * Kubernetes does; keys and values are written in the one way in which sets are compared.
 */
export function readFields(json: unknown): Fields | undefined {
  if (!isMap(json)) return undefined;
  const children: [string, Fields, boolean][] = [];
  for (const [text, below] of Object.entries(json)) {
    if (text === ".") continue;
    const element = readElement(text);
    if (element === undefined) return undefined;
    const node = readFields(below);
    if (node === undefined) return undefined;
    const isLeaf = isMap(below) && (Object.hasOwn(below, ".") || Object.keys(node).length === 0);
    if (element !== "") children.push([element, node, isLeaf]);
  }
  return setOfChildren(children);
}

/** The element as sets have it; "" for one of a kind that is not known, undefined for what is none. */
function readElement(text: string): string | undefined {
  if (text.charAt(1) !== ":") return undefined;
  const [kind, content] = [text.charAt(0), text.slice(2)];
  if (kind === "f") return text;
  if (kind === "i") return /^-?\d+$/.test(content) ? text : undefined;
  if (kind !== "k" && kind !== "v") return "";
  try {
    const value: unknown = JSON.parse(content);
    if (kind === "v") return valueElement(value);
    return isMap(value) ? keyElement(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : undefined;
  } catch {
    return undefined;
  }
}

const rank = "fkvi";

/** The same set in the order in which Kubernetes writes it, sharing its memory with the sets of other objects. */
export function inOrder(fields: Fields): Fields {
  const elements = Object.keys(fields).filter((element) => element !== ".");
  if (elements.length === 0) return noFields;
  const ordered: Record<string, Fields> = Object.hasOwn(fields, ".") ? { ".": noFields } : {};
  for (const element of elements.sort(compareElements)) ordered[element] = inOrder(fields[element] ?? noFields);
  return shared(ordered);
}

function compareElements(left: string, right: string): number {
  const ranks = rank.indexOf(left.charAt(0)) - rank.indexOf(right.charAt(0));
  return ranks !== 0 ? ranks : left < right ? -1 : left > right ? 1 : 0;
}

/** Every member as Kubernetes writes a path: `.spec.containers[name="main"].image`, `.metadata.finalizers[="a/b"]`. */
export function pathsOf(fields: Fields, under = ""): string[] {
  const children = childrenOf(fields)
    .toSorted(([a], [b]) => compareElements(a, b))
    .map(([element, node, isMember]) => ({ path: under + elementText(element), node, isMember }));
  return [
    ...children.flatMap(({ path, isMember }) => (isMember ? [path] : [])),
    ...children.flatMap(({ path, node }) => pathsOf(node, path)),
  ];
}

export function elementText(element: string): string {
  const content = element.slice(2);
  switch (element.charAt(0)) {
    case "f":
      return `.${content}`;
    case "k": {
      const keys = Object.entries(JSON.parse(content) as Record<string, unknown>);
      return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(",")}]`;
    }
    case "v":
      return `[=${JSON.stringify(JSON.parse(content))}]`;
    default:
      return `[${content}]`;
  }
}

import { type Fields, isEmpty, noFields } from "./fieldSet";

/**
 * Objects of a kind mostly have the same fields, so their sets are the same trees: ten thousand pods of a few ReplicaSets
 * share some dozen of them, where each set of its own would take another 20 MB.
 */
const known = new Map<string, Fields>();
const numbers = new WeakMap<Fields, number>();
const mostKnown = 2_000;
let lastNumber = 0;

/** The one node that stands for all that are like this; below it stand shared nodes already. */
export function shared(node: Fields): Fields {
  const key = keyOf(node);
  const found = known.get(key);
  if (found) return found;
  // What is in use stays as it is; sets that only one object has (by its address, say) would fill the table for ever.
  if (known.size >= mostKnown) known.clear();
  known.set(key, node);
  numbers.set(node, ++lastNumber);
  return node;
}

function keyOf(node: Fields): string {
  let key = "";
  for (const element in node) key += `${element}\n${numberOf(node[element] ?? noFields)}\n`;
  return key;
}

function numberOf(node: Fields): number {
  if (isEmpty(node)) return 0;
  const number = numbers.get(node) ?? ++lastNumber;
  numbers.set(node, number);
  return number;
}

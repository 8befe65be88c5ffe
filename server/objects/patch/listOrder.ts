/**
 * The order of a merged list, after strategicpatch's `normalizeElementOrder`: what the patch names stands in the
 * patch's order; what only the server has stands before it where it did so already, and after it else.
 */
export function ordered<T>(
  merged: readonly T[],
  wanted: readonly unknown[],
  before: readonly unknown[],
  keyOf: (element: unknown) => unknown,
): T[] {
  const place = new Map(wanted.map((element, index) => [keyOf(element), index]));
  const was = new Map(before.map((element, index) => [keyOf(element), index]));
  const rank = (element: T) => place.get(keyOf(element)) ?? 0;
  const named = merged.filter((element) => place.has(keyOf(element))).sort((a, b) => rank(a) - rank(b));
  const others = merged.filter((element) => !place.has(keyOf(element)));
  const result: T[] = [];
  for (let i = 0, j = 0; i < named.length || j < others.length; ) {
    const [mine, other] = [named[i], others[j]];
    if (mine === undefined || (other !== undefined && isBefore(other, mine))) {
      if (other !== undefined) result.push(other);
      j++;
    } else {
      result.push(mine);
      i++;
    }
  }
  return result;

  function isBefore(left: T, right: T): boolean {
    const [l, r] = [was.get(keyOf(left)), was.get(keyOf(right))];
    return l !== undefined && r !== undefined && l < r;
  }
}

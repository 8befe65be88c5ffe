/**
 * The order of a merged list, after strategicpatch's `normalizeElementOrder`: what the patch names stands in the
 * patch's order; what only the server has keeps its place between the neighbours that it had.
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
    const [left, right] = [named[i], others[j]];
    if (left === undefined || (right !== undefined && !isBefore(left, right))) {
      if (right !== undefined) result.push(right);
      j++;
    } else {
      result.push(left);
      i++;
    }
  }
  return result;

  function isBefore(left: T, right: T): boolean {
    const [l, r] = [was.get(keyOf(left)), was.get(keyOf(right))];
    return l !== undefined && r !== undefined && l < r;
  }
}

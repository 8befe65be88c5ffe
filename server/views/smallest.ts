/** Beyond this, sorting everything is as quick. */
const mostKept = 512;

/** The first `count` of `items` in the order of `compare`, sorted: without sorting the rest, which nobody sees. */
export function smallest<T>(items: readonly T[], count: number, compare: (a: T, b: T) => number): T[] {
  if (count > mostKept || count >= items.length) return [...items].sort(compare).slice(0, count);
  const kept: T[] = [];
  for (const item of items) {
    const last = kept[count - 1];
    if (last !== undefined && compare(item, last) >= 0) continue;
    kept.splice(placeOf(kept, item, compare), 0, item);
    if (kept.length > count) kept.pop();
  }
  return kept;
}

/** After all that are not greater: what is equal keeps its order. */
function placeOf<T>(sorted: readonly T[], item: T, compare: (a: T, b: T) => number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = sorted[middle];
    if (there !== undefined && compare(item, there) < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

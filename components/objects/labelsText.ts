/** `app=web, tier=front` as labels; undefined where a part is none, or nothing is there. */
export function parseLabels(text: string): Record<string, string> | undefined {
  const parts = text.split(/[\s,]+/).filter(Boolean);
  if (parts.length === 0) return undefined;
  const pairs = parts.map((part) => /^([A-Za-z0-9][\w./-]*)=([\w.-]*)$/.exec(part));
  if (pairs.some((pair) => pair === null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""]));
}

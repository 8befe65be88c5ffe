import { entriesOf, isMap, ownOf } from "./json";

/** RFC 7386: maps are merged, null removes, anything else replaces. Neither argument is changed. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return structuredClone(patch);
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [key, value] of entriesOf(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(ownOf(result, key), value);
  }
  return result;
}

import { type FieldType, partsOf } from "./fieldType";
import type { JsonMap } from "./json";

/**
 * The live value with the configuration merged in by its schema: fields and keyed elements one by one, whole values
 * replaced. Elements that both have stand in the order of the configuration.
 * Source: structured-merge-diff, `typed/merge.go`.
 */
export function mergeFields(type: FieldType, live: unknown, config: unknown): unknown {
  if (config === undefined || live === undefined) return config ?? live;
  const [liveParts, parts] = [partsOf(type, live), partsOf(type, config)];
  if (parts === "map") return mergeMaps(type, liveParts === "map" ? (live as JsonMap) : {}, config as JsonMap);
  if (parts === "list") return mergeLists(type, liveParts === "list" ? (live as readonly unknown[]) : [], config);
  return config;
}

function mergeMaps(type: FieldType, live: JsonMap, config: JsonMap): unknown {
  const merged: Record<string, unknown> = { ...live };
  for (const [name, value] of Object.entries(config)) {
    const field = type.field(name);
    const old = Object.hasOwn(live, name) ? live[name] : undefined;
    merged[name] = field ? mergeFields(field.type, old, value) : value;
  }
  return merged;
}

function mergeLists(type: FieldType, live: readonly unknown[], config: unknown): unknown {
  const wanted = (config as readonly unknown[]).map((item) => [type.elementOf(item), item] as const);
  const there = live.map((item) => [type.elementOf(item), item] as const);
  const wantedElements = new Set(wanted.map(([element]) => element));
  const counts = new Map<string | undefined, number>();
  for (const [element] of there) counts.set(element, (counts.get(element) ?? 0) + 1);
  // One that is there twice cannot be merged with: the configuration's takes the place of all.
  const old = new Map(there.filter(([element]) => counts.get(element) === 1));
  const merged = (element: string | undefined, item: unknown) => mergeFields(type.item, old.get(element), item);
  return placed(
    there.map(([element, item]) => ({ element, item, isShared: wantedElements.has(element) })),
    wanted.map(([element, item]) => ({ element, item: merged(element, item), isShared: counts.has(element) })),
  );
}

interface Placed {
  readonly element: string | undefined;
  readonly item: unknown;
  /** The other list has one of this key, too. */
  readonly isShared: boolean;
}

/**
 * What only the live list has stays before the shared element that it stood before; what is new comes where the
 * configuration has it, after the live ones that stand there.
 */
function placed(live: readonly Placed[], wanted: readonly Placed[]): unknown[] {
  const result: unknown[] = [];
  const taken = new Set<string | undefined>();
  let l = 0;
  let w = 0;
  const nextShared = () => wanted.slice(w).find(({ isShared, element }) => isShared && !taken.has(element));
  while (l < live.length || w < wanted.length) {
    const [mine, theirs] = [live[l], wanted[w]];
    if (mine && theirs && mine.element === theirs.element) {
      result.push(theirs.item);
      taken.add(theirs.element);
      l++;
      w++;
    } else if (mine && theirs && mine.isShared && nextShared()?.element !== mine.element) {
      // It comes later, in its new place.
      l++;
    } else if (mine && !mine.isShared) {
      result.push(mine.item);
      l++;
    } else {
      if (mine && taken.has(mine.element)) l++;
      if (!theirs) continue;
      result.push(theirs.item);
      taken.add(theirs.element);
      w++;
    }
  }
  return result;
}

import { type Comparison, compareFields } from "./compareFields";
import { difference, type Fields, isEmpty, setOfPaths, union, withoutBelow } from "./fieldSet";
import { inOrder, readFields } from "./fieldsV1";
import type { FieldType } from "./fieldType";
import { isMap } from "./json";
import type { ManagedFieldsEntry } from "./managedFieldsEntry";

/** Who writes, by which door, and when. */
export interface FieldWriter {
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource?: string;
  /** RFC 3339, to the second. */
  readonly now: string;
}

/** What a door does not write: `status` by the main one, `spec` by that of the status (sets of paths). */
export type Reset = Fields;

/** So many entries of updates are kept apart; the oldest beyond them become one. */
const mostUpdates = 10;
const ancient = "ancient-changes";

/** What nobody owns: it says which object it is, or is the platform's to write. */
const ownerless = setOfPaths(
  ["f:apiVersion"],
  ["f:kind"],
  ["f:metadata"],
  ...["name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation"].map((name) => [
    "f:metadata",
    `f:${name}`,
  ]),
  ...["managedFields", "resourceVersion"].map((name) => ["f:metadata", `f:${name}`]),
);

export function withoutOwnerless(fields: Fields): Fields {
  return difference(fields, ownerless);
}

/** The same manager by the same door: one entry. Whoever applies has one, whatever version it was applied in. */
export function isSameOwner(
  one: Omit<ManagedFieldsEntry, "fieldsType" | "fieldsV1" | "time">,
  other: Omit<ManagedFieldsEntry, "fieldsType" | "fieldsV1" | "time">,
): boolean {
  return (
    one.manager === other.manager &&
    one.operation === other.operation &&
    (one.subresource ?? "") === (other.subresource ?? "") &&
    (one.operation === "Apply" || one.apiVersion === other.apiVersion)
  );
}

interface Update {
  readonly type: FieldType;
  /** An empty object for a create. */
  readonly before: object;
  readonly after: object;
  readonly by: FieldWriter;
  readonly reset: Reset;
  /** Fields of the object that this door leaves as they are, so that nobody need look: faster than `reset`. */
  readonly except?: ReadonlySet<string>;
}

/**
 * The entries after a write that was no apply: what it set is its writer's, and no longer anyone else's; what it removed
 * is nobody's. The same list when it changed nothing that has an owner.
 * Source: apimachinery, `util/managedfields`.
 */
export function entriesAfterUpdate(
  entries: readonly ManagedFieldsEntry[],
  { type, before, after, by, reset, except }: Update,
): readonly ManagedFieldsEntry[] {
  const { set, removed } = changesIn(compareFields(type, { before, after }, except), reset);
  if (isEmpty(set) && isEmpty(removed)) return entries;
  const gone = union(set, removed);
  const { now, ...who } = by;
  const identity = { ...who, operation: "Update" } as const;
  const old = entries.find((entry) => isSameOwner(entry, identity));
  const others = entries.flatMap((entry) => (entry === old ? [] : withFields(entry, difference(entry.fieldsV1, gone))));
  const kept = old && difference(old.fieldsV1, removed);
  const own = withoutOwnerless(set);
  if (isEmpty(own)) return sorted([...others, ...(old && kept ? withFields(old, kept) : [])]);
  const fieldsV1 = kept ? union(kept, own) : own;
  const mine: ManagedFieldsEntry = {
    ...identity,
    time: now,
    fieldsType: "FieldsV1",
    // The set that was in order and did not grow is shared, not written anew.
    fieldsV1: fieldsV1 === old?.fieldsV1 ? fieldsV1 : inOrder(fieldsV1),
  };
  return sorted(capped([...others, mine]));
}

/** What a comparison sets and removes, but for what the door does not write. */
export function changesIn({ added, modified, removed }: Comparison, reset: Reset): { set: Fields; removed: Fields } {
  return { set: withoutBelow(union(added, modified), reset), removed: withoutBelow(removed, reset) };
}

/** The entry with other fields: itself when they are the same, gone when there are none. */
export function withFields(entry: ManagedFieldsEntry, fieldsV1: Fields): ManagedFieldsEntry[] {
  if (fieldsV1 === entry.fieldsV1) return [entry];
  return isEmpty(fieldsV1) ? [] : [{ ...entry, fieldsV1 }];
}

/** The oldest updates as one, so that no object's owners grow without end. */
function capped(entries: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] {
  if (entries.length <= mostUpdates) return entries;
  const updates = entries.filter(({ operation }) => operation === "Update");
  if (updates.length <= mostUpdates) return entries;
  const oldestFirst = updates.toSorted(
    (a, b) => compareText(a.time ?? "", b.time ?? "") || compareText(a.manager, b.manager),
  );
  let result = entries;
  let surplus = updates.length - mostUpdates;
  const first = new Map<string, ManagedFieldsEntry>();
  for (const entry of oldestFirst) {
    if (surplus === 0) break;
    const { apiVersion } = entry;
    const bucket = first.get(apiVersion);
    if (bucket) {
      const merged: ManagedFieldsEntry = {
        manager: ancient,
        operation: "Update",
        apiVersion,
        time: entry.time,
        fieldsType: "FieldsV1",
        fieldsV1: inOrder(union(bucket.fieldsV1, entry.fieldsV1)),
      };
      result = [...result.filter((other) => other !== bucket && other !== entry), merged];
      first.set(apiVersion, merged);
      surplus--;
    } else {
      first.set(apiVersion, entry);
    }
  }
  return result;
}

/** In Kubernetes' order: appliers first, then by time. */
export function sorted(entries: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] {
  return entries.toSorted(
    (a, b) =>
      compareText(a.operation, b.operation) ||
      compareText(a.time ?? "", b.time ?? "") ||
      compareText(a.manager, b.manager) ||
      compareText(a.apiVersion, b.apiVersion) ||
      compareText(a.subresource ?? "", b.subresource ?? ""),
  );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The entries in what somebody sent; undefined when they are none that can be read, as Kubernetes reads them. */
export function readEntries(sent: unknown): readonly ManagedFieldsEntry[] | undefined {
  if (!Array.isArray(sent)) return undefined;
  const entries = sent.map(readEntry);
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

function readEntry(sent: unknown): ManagedFieldsEntry | undefined {
  if (!isMap(sent)) return undefined;
  const { manager = "", operation, apiVersion, time, fieldsType, fieldsV1: json = {}, subresource } = sent;
  if (operation !== "Apply" && operation !== "Update") return undefined;
  if (typeof apiVersion !== "string" || apiVersion === "" || fieldsType !== "FieldsV1") return undefined;
  const fieldsV1 = readFields(json);
  if (typeof manager !== "string" || fieldsV1 === undefined) return undefined;
  return {
    manager,
    operation,
    apiVersion,
    ...(typeof time === "string" && { time }),
    fieldsType,
    fieldsV1: inOrder(fieldsV1),
    ...(typeof subresource === "string" && subresource !== "" && { subresource }),
  };
}

/** An empty list, or one empty entry: whoever sends that wants the owners forgotten. */
export function isReset(sent: unknown): boolean {
  if (!Array.isArray(sent) || sent.length > 1) return false;
  return sent.length === 0 || (isMap(sent[0]) && Object.keys(sent[0]).length === 0);
}

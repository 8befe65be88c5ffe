import { compareFields } from "./compareFields";
import { difference, type Fields, intersection, isEmpty, noFields, union, withoutBelow } from "./fieldSet";
import { fieldsOf, withNamedFields } from "./fieldsOf";
import { inOrder, pathsOf } from "./fieldsV1";
import type { FieldType } from "./fieldType";
import {
  changesIn,
  entriesAfterUpdate,
  type FieldWriter,
  isSameOwner,
  type Reset,
  sorted,
  withFields,
  withoutOwnerless,
} from "./managedFields";
import type { ManagedFieldsEntry } from "./managedFieldsEntry";
import { mergeFields } from "./mergeFields";
import { removeFields } from "./removeFields";

export interface Apply {
  readonly type: FieldType;
  /** Without its managedFields; an empty object when there is none yet. */
  readonly live: object;
  readonly config: object;
  readonly entries: readonly ManagedFieldsEntry[];
  readonly by: FieldWriter;
  readonly reset: Reset;
  /** Takes fields from whoever owns them, where that is a conflict otherwise. */
  readonly force?: boolean;
}

export interface ApplyConflict {
  readonly entry: ManagedFieldsEntry;
  readonly fields: Fields;
}

export type AppliedFields =
  | { readonly object: object; readonly entries: readonly ManagedFieldsEntry[] }
  | { readonly conflicts: readonly ApplyConflict[] };

/**
 * Server-side apply: the live object with the configuration merged in, and without what this manager applied before,
 * leaves out now, and nobody else owns. A field that somebody else owns with another value is a conflict; one with the
 * same value has two owners from then on.
 * Source: structured-merge-diff, `merge/update.go`.
 */
export function serverSideApply(apply: Apply): AppliedFields {
  const { type, live, config, by, reset } = apply;
  const entries = trackedFrom(apply);
  const { now, ...who } = by;
  const identity = { ...who, operation: "Apply" } as const;
  const last = entries.find((entry) => isSameOwner(entry, identity));
  const others = entries.filter((entry) => entry !== last);
  const set = withoutBelow(fieldsOf(type, config), reset);
  const merged = mergeFields(type, live, config);
  const managed = others.reduce((all, entry) => union(all, entry.fieldsV1), set);
  const object = pruned(type, merged, { last: last?.fieldsV1 ?? noFields, managed }) ?? {};
  const changes = changesIn(compareFields(type, { before: live, after: object }), reset);
  const conflicts = others.flatMap((entry) => {
    const fields = intersection(entry.fieldsV1, changes.set);
    return isEmpty(fields) ? [] : [{ entry, fields }];
  });
  if (conflicts.length > 0 && !apply.force) return { conflicts };
  const gone = union(changes.set, changes.removed);
  const left = others.flatMap((entry) => withFields(entry, difference(entry.fieldsV1, gone)));
  const own = withoutOwnerless(set);
  const isChanged = !isEmpty(changes.set) || !isEmpty(changes.removed);
  const time = isChanged || !last ? now : last.time;
  const mine = { ...identity, ...(time && { time }), fieldsType: "FieldsV1", fieldsV1: inOrder(own) } as const;
  return { object: object as object, entries: sorted(isEmpty(own) ? left : [...left, mine]) };
}

/** An object that nobody was written down for is everyone's that were before the first apply. */
function trackedFrom({ type, live, entries, by, reset }: Apply): readonly ManagedFieldsEntry[] {
  if (entries.length > 0) return entries;
  const before = { ...by, manager: "before-first-apply" };
  return entriesAfterUpdate([], { type, before: {}, after: live, by: before, reset });
}

/** What the manager applied last and owns no more goes, unless somebody else owns it, or something that is in it. */
function pruned(type: FieldType, merged: unknown, { last, managed }: { last: Fields; managed: Fields }): unknown {
  if (isEmpty(last)) return merged;
  const named = (fields: Fields) => withNamedFields(type, fields);
  const all = named(fieldsOf(type, merged));
  const without = (fields: Fields) => removeFields(type, merged, fields) ?? {};
  const afterLast = named(fieldsOf(type, without(named(last))));
  const withOwned = without(difference(all, union(afterLast, named(managed))));
  const kept = named(fieldsOf(type, withOwned));
  return without(intersection(difference(all, kept), named(last)));
}

/** In the words of Kubernetes' `NewConflictError`; `apiVersion` is the one to speak of where it is not the entries'. */
export function conflictText(
  conflicts: readonly ApplyConflict[],
  apiVersion?: string,
): {
  readonly says: string;
  readonly causes: readonly { readonly message: string; readonly field: string }[];
} {
  const ownerText = (entry: ManagedFieldsEntry) => textOf(apiVersion ? { ...entry, apiVersion } : entry);
  const causes = conflicts.flatMap(({ entry, fields }) =>
    pathsOf(fields).map((field) => ({ message: `conflict with ${ownerText(entry)}`, field })),
  );
  const [only] = causes;
  if (only && causes.length === 1)
    return { says: `Apply failed with 1 conflict: ${only.message}: ${only.field}`, causes };
  const byOwner = conflicts
    .toSorted((a, b) => (ownerText(a.entry) < ownerText(b.entry) ? -1 : 1))
    .map(({ entry, fields }) =>
      [`conflicts with ${ownerText(entry)}:`, ...pathsOf(fields).map((path) => `- ${path}`)].join("\n"),
    );
  return { says: `Apply failed with ${causes.length} conflicts: ${byOwner.join("\n")}`, causes };
}

function textOf({ manager, operation, apiVersion, subresource }: ManagedFieldsEntry): string {
  const named = JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : "");
  return operation === "Update" ? `${named} using ${apiVersion}` : named;
}

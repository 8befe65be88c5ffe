import type { ViewOutput } from "@/components/live/views";

export type Owner = ViewOutput<"objects.owners">["owners"][number];

/** Each field with those who own it, the last writer first; fields in the order of their names. */
export function ownersByField(
  owners: readonly Owner[],
): readonly (readonly [field: string, owners: readonly Owner[]])[] {
  const found = new Map<string, Owner[]>();
  for (const owner of owners) for (const field of owner.fields) found.set(field, [...(found.get(field) ?? []), owner]);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

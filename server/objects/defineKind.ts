import type { FieldError } from "@/server/lib/errors";
import { canonicalise } from "./canonical";
import { ageColumn, type ColumnOf, nameColumn } from "./columns";
import type { Column, KindDefinition, Schema } from "./kind";
import type { KubeObject, ObjectOf } from "./types";

/** A built-in kind, written in its own stored shape; what is left out is what most kinds have. */
export interface KindParts<K extends string>
  extends Omit<KindDefinition, "singular" | "shortNames" | "subresources" | "columns" | "defaults" | "validate"> {
  readonly kind: K;
  readonly shortNames?: readonly string[];
  readonly subresources?: KindDefinition["subresources"];
  readonly schema: Schema;
  /** Between Name and what comes after Age; the name and the age are added unless `hasOwnColumns`. */
  readonly columns: readonly ColumnOf<ObjectOf<K>>[];
  readonly hasOwnColumns?: boolean;
  /** May write to `object`: it is handed a copy. */
  readonly fill?: (object: ObjectOf<K>) => void;
  readonly check?: (object: ObjectOf<K>, old?: ObjectOf<K>) => FieldError[];
}

/**
 * The one place where a stored shape is taken for granted: the schema was checked before defaults and validation run.
 */
export function defineKind<K extends string>(parts: KindParts<K>): KindDefinition {
  const { columns, hasOwnColumns, fill, check, ...rest } = parts;
  const own = columns as unknown as readonly Column[];
  const narrow = own.filter((column) => !column.priority);
  const wide = own.filter((column) => column.priority);
  return {
    shortNames: [],
    subresources: [],
    ...rest,
    singular: parts.kind.toLowerCase(),
    columns: hasOwnColumns ? own : [nameColumn, ...narrow, ageColumn, ...wide],
    defaults(object) {
      const copy = structuredClone(object);
      fill?.(copy as unknown as ObjectOf<K>);
      canonicalise(copy, parts.schema);
      return copy;
    },
    validate: (object: KubeObject, old?: KubeObject) =>
      check?.(object as unknown as ObjectOf<K>, old as unknown as ObjectOf<K> | undefined) ?? [],
  };
}

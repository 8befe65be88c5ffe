import type { KindDefinition } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";

/** `meta.k8s.io` Table: what `kubectl get` prints. */
export interface Table {
  readonly kind: "Table";
  readonly apiVersion: string;
  readonly metadata: object;
  readonly columnDefinitions: readonly ColumnDefinition[];
  readonly rows: readonly Row[];
}

interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

interface Row {
  readonly cells: readonly unknown[];
  readonly object: object | null;
}

export function tableOf(
  kind: KindDefinition,
  { apiVersion, metadata, rows }: Pick<Table, "apiVersion" | "metadata" | "rows">,
): Table {
  return { kind: "Table", apiVersion, metadata, columnDefinitions: definitionsOf(kind), rows };
}

export function definitionsOf({ columns }: KindDefinition): readonly ColumnDefinition[] {
  return columns.map(({ name, type, format = "", description = "", priority = 0 }) => ({
    name,
    type,
    format,
    description,
    priority,
  }));
}

export function rowOf(
  { columns }: KindDefinition,
  object: KubeObject,
  { nowMs, carried }: { readonly nowMs: number; readonly carried: object | null },
): Row {
  return { cells: columns.map((column) => column.value(object, nowMs)), object: carried };
}

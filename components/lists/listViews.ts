import type { ViewName, ViewOutput } from "@/components/live/views";

interface WindowedRows {
  readonly rows: readonly { readonly key: string }[];
  readonly matched: number;
  readonly offset: number;
}

/** The views that answer with a window of rows. */
export type ListName = { [Name in ViewName]: ViewOutput<Name> extends WindowedRows ? Name : never }[ViewName];

export type RowOf<Name extends ListName> =
  ViewOutput<Name> extends { readonly rows: readonly (infer Row)[] } ? Row : never;

/** What every one of them answers, whatever its rows are. */
export interface Windowed<Row> {
  readonly rows: readonly Row[];
  readonly offset: number;
  readonly total: number;
  readonly matched: number;
  readonly counts: Readonly<Record<string, number>>;
}

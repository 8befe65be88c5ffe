import { Age } from "@/components/format/Age";
import { Clipped, NameLink } from "@/components/lists/cells";
import type { RowOf } from "@/components/lists/listViews";
import type { ViewOutput } from "@/components/live/views";
import { hrefOf } from "@/components/shell/places";
import type { WindowColumn } from "@/components/ui/windowRows";

type Row = RowOf<"kinds.objects">;

interface ObjectColumns {
  readonly columns: ViewOutput<"kinds.objects">["columns"];
  readonly isNamespaced: boolean;
  readonly title: (key: "name" | "namespace" | "age") => string;
}

/** What every object has, and between it what the kind itself shows. */
export function objectColumns({ columns, isNamespaced, title }: ObjectColumns): WindowColumn<Row>[] {
  const own = columns.map(
    (column, index): WindowColumn<Row> => ({
      key: `own-${index}`,
      title: column.name,
      isFigure: column.type === "integer" || column.type === "number",
      className: "max-w-80",
      cell: ({ cells }) => <Clipped text={textOf(cells[index])} />,
    }),
  );
  const namespace: WindowColumn<Row> = {
    key: "namespace",
    title: title("namespace"),
    sortBy: "namespace",
    cell: (row) => <span className="text-soft">{row.namespace}</span>,
  };
  return [
    {
      key: "name",
      title: title("name"),
      sortBy: "name",
      className: "max-w-80",
      cell: (row) => <NameLink name={row.name} href={hrefOf(row)} />,
    },
    ...(isNamespaced ? [namespace] : []),
    ...own,
    { key: "age", title: title("age"), sortBy: "age", isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
  ];
}

function textOf(cell: Row["cells"][number] | undefined): string {
  return cell === null || cell === undefined ? "" : String(cell);
}

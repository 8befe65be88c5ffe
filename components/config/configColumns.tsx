import { Age } from "@/components/format/Age";
import { Clipped, NameLink } from "@/components/lists/cells";
import type { RowOf } from "@/components/lists/listViews";
import { hrefOf } from "@/components/shell/places";
import type { WindowColumn } from "@/components/ui/windowRows";

type ColumnKey = "name" | "kind" | "namespace" | "type" | "keys" | "count" | "age";

export function configColumns(title: (key: ColumnKey) => string): WindowColumn<RowOf<"config.list">>[] {
  return [
    {
      key: "name",
      title: title("name"),
      sortBy: "name",
      className: "max-w-80",
      cell: (row) => <NameLink name={row.name} href={hrefOf(row)} />,
    },
    {
      key: "kind",
      title: title("kind"),
      sortBy: "status",
      cell: ({ kind }) => <span className="text-soft">{kind}</span>,
    },
    {
      key: "namespace",
      title: title("namespace"),
      sortBy: "namespace",
      cell: ({ namespace }) => <span className="text-soft">{namespace}</span>,
    },
    { key: "count", title: title("count"), sortBy: "keys", isFigure: true, cell: ({ keys }) => keys.length },
    {
      key: "keys",
      title: title("keys"),
      className: "max-w-96",
      cell: ({ keys }) => <Clipped isCode text={keys.join(", ")} />,
    },
    { key: "type", title: title("type"), cell: ({ type }) => <span className="text-soft">{type ?? "–"}</span> },
    { key: "age", title: title("age"), sortBy: "age", isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
  ];
}

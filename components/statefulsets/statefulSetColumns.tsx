import { Age } from "@/components/format/Age";
import { Clipped, NameLink } from "@/components/lists/cells";
import type { RowOf } from "@/components/lists/listViews";
import { hrefOf } from "@/components/shell/places";
import { StatusMark } from "@/components/ui/StatusMark";
import type { WindowColumn } from "@/components/ui/windowRows";

type ColumnKey = "name" | "namespace" | "status" | "ready" | "updated" | "images" | "age";

export function statefulSetColumns(
  title: (key: ColumnKey) => string,
  statusWord: (status: string) => string,
): WindowColumn<RowOf<"statefulsets.list">>[] {
  return [
    {
      key: "name",
      title: title("name"),
      sortBy: "name",
      className: "max-w-80",
      cell: (row) => <NameLink name={row.name} href={hrefOf({ kind: "StatefulSet", ...row })} />,
    },
    {
      key: "namespace",
      title: title("namespace"),
      sortBy: "namespace",
      // A phone has room for the name and the state; the page says the rest.
      className: "phone:hidden",
      cell: ({ namespace }) => <span className="text-soft">{namespace}</span>,
    },
    {
      key: "status",
      title: title("status"),
      sortBy: "status",
      className: "max-w-96",
      cell: ({ status, severity, message }) => (
        <StatusMark status={statusWord(status)} severity={severity} message={message} />
      ),
    },
    {
      key: "ready",
      title: title("ready"),
      sortBy: "ready",
      isFigure: true,
      cell: ({ ready, desired }) => `${ready}/${desired}`,
    },
    { key: "updated", title: title("updated"), isFigure: true, cell: ({ updated }) => updated },
    {
      key: "images",
      title: title("images"),
      className: "max-w-80",
      cell: ({ images }) => <Clipped isCode text={images.join(", ")} />,
    },
    { key: "age", title: title("age"), sortBy: "age", isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
  ];
}

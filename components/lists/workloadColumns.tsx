import { Age } from "@/components/format/Age";
import { hrefOf } from "@/components/shell/places";
import { StatusMark } from "@/components/ui/StatusMark";
import type { WindowColumn } from "@/components/ui/windowRows";
import { Clipped, NameLink } from "./cells";
import type { RowOf } from "./listViews";
import { namespaceColumn } from "./namespaceColumn";

type ColumnKey = "name" | "namespace" | "status" | "ready" | "updated" | "images" | "age";

type Row = RowOf<"statefulsets.list"> & RowOf<"daemonsets.list">;

interface Words {
  title(key: ColumnKey): string;
  status(status: string): string;
}

/** Of the kinds that count their pods, the ready ones and those of the newest template. */
export function workloadColumns(kind: "StatefulSet" | "DaemonSet", words: Words): WindowColumn<Row>[] {
  const { title } = words;
  return [
    {
      key: "name",
      title: title("name"),
      sortBy: "name",
      className: "max-w-80",
      cell: (row) => <NameLink name={row.name} href={hrefOf({ kind, ...row })} />,
    },
    namespaceColumn(title("namespace")),
    {
      key: "status",
      title: title("status"),
      sortBy: "status",
      className: "max-w-96",
      cell: ({ status, severity, message }) => (
        <StatusMark status={words.status(status)} severity={severity} message={message} />
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

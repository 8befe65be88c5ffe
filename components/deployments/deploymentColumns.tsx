import { Age } from "@/components/format/Age";
import type { RowOf } from "@/components/lists/listViews";
import { namespaceColumn } from "@/components/lists/namespaceColumn";
import { hrefOf } from "@/components/shell/places";
import { Link } from "@/components/ui/Link";
import { StatusMark } from "@/components/ui/StatusMark";
import type { WindowColumn } from "@/components/ui/windowRows";

type DeploymentRow = RowOf<"deployments.list">;
type ColumnKey = "name" | "namespace" | "status" | "ready" | "updated" | "images" | "age";

export function deploymentColumns(
  title: (key: ColumnKey) => string,
  statusWord: (status: string) => string,
): WindowColumn<DeploymentRow>[] {
  return [
    { key: "name", title: title("name"), sortBy: "name", cell: (row) => <Name row={row} />, className: "max-w-80" },
    namespaceColumn(title("namespace")),
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
    { key: "images", title: title("images"), cell: ({ images }) => <Images images={images} />, className: "max-w-80" },
    { key: "age", title: title("age"), sortBy: "age", isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
  ];
}

function Name({ row }: { row: DeploymentRow }) {
  return (
    <Link
      href={hrefOf({ kind: "Deployment", ...row }) ?? "/deployments"}
      className="clip block font-medium hover:underline"
    >
      {row.name}
    </Link>
  );
}

function Images({ images }: { images: readonly string[] }) {
  return (
    <code className="clip block text-soft" title={images.join("\n")}>
      {images.join(", ")}
    </code>
  );
}

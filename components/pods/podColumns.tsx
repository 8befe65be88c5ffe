import { Age } from "@/components/format/Age";
import { formatBytes, formatCpu } from "@/components/format/figures";
import type { RowOf } from "@/components/lists/listViews";
import { namespaceColumn } from "@/components/lists/namespaceColumn";
import { hrefOf } from "@/components/shell/places";
import { Link } from "@/components/ui/Link";
import { StatusMark } from "@/components/ui/StatusMark";
import type { WindowColumn } from "@/components/ui/windowRows";

export type PodRow = RowOf<"pods.list">;

export type PodColumnKey = "name" | "namespace" | "status" | "ready" | "restarts" | "node" | "cpu" | "memory" | "age";

/** The columns of a list of pods, titled by `title`. */
export function podColumns(title: (key: PodColumnKey) => string): WindowColumn<PodRow>[] {
  return [
    { key: "name", title: title("name"), sortBy: "name", cell: (row) => <PodName row={row} />, className: "max-w-96" },
    namespaceColumn(title("namespace")),
    {
      key: "status",
      title: title("status"),
      sortBy: "status",
      cell: (row) => <PodStatus row={row} />,
      className: "max-w-80",
    },
    { key: "ready", title: title("ready"), isFigure: true, cell: (row) => `${row.readyContainers}/${row.containers}` },
    { key: "restarts", title: title("restarts"), sortBy: "restarts", isFigure: true, cell: ({ restarts }) => restarts },
    {
      key: "node",
      title: title("node"),
      sortBy: "node",
      cell: ({ node }) => <span className="text-soft">{node ?? "–"}</span>,
    },
    {
      key: "cpu",
      title: title("cpu"),
      isFigure: true,
      cell: ({ cpuMillis }) => <Measured value={cpuMillis} text={formatCpu} />,
    },
    {
      key: "memory",
      title: title("memory"),
      isFigure: true,
      cell: ({ memoryBytes }) => <Measured value={memoryBytes} text={formatBytes} />,
    },
    { key: "age", title: title("age"), sortBy: "age", isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
  ];
}

function PodName({ row }: { row: PodRow }) {
  return (
    <Link href={hrefOf({ kind: "Pod", ...row }) ?? "/pods"} className="clip block font-medium hover:underline">
      {row.name}
    </Link>
  );
}

function PodStatus({ row }: { row: PodRow }) {
  return <StatusMark status={row.status} severity={row.severity} message={row.message} />;
}

function Measured({ value, text }: { value: number | undefined; text: (value: number) => string }) {
  return value === undefined ? <span className="text-faint">–</span> : <span className="text-soft">{text(value)}</span>;
}

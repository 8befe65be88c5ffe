import { Age } from "@/components/format/Age";
import { Clipped, NameLink } from "@/components/lists/cells";
import type { RowOf } from "@/components/lists/listViews";
import { hrefOf } from "@/components/shell/places";
import { cn } from "@/components/ui/cn";
import { StatusMark } from "@/components/ui/StatusMark";
import type { WindowColumn } from "@/components/ui/windowRows";
import { JobDuration } from "./JobDuration";
import { JobProgress } from "./JobProgress";

type ColumnKey = "name" | "namespace" | "status" | "done" | "failed" | "duration" | "images" | "age";

export function jobColumns(
  title: (key: ColumnKey) => string,
  statusWord: (status: string) => string,
): WindowColumn<RowOf<"jobs.list">>[] {
  return [
    {
      key: "name",
      title: title("name"),
      sortBy: "name",
      className: "max-w-80",
      cell: (row) => <NameLink name={row.name} href={hrefOf({ kind: "Job", ...row })} />,
    },
    {
      key: "namespace",
      title: title("namespace"),
      sortBy: "namespace",
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
      key: "done",
      title: title("done"),
      sortBy: "ready",
      className: "w-[16%] min-w-40",
      cell: (row) => <JobProgress {...row} />,
    },
    {
      key: "failed",
      title: title("failed"),
      isFigure: true,
      cell: ({ failed, severity }) => (
        <span className={cn(failed === 0 && "text-faint", severity === "critical" && "text-bad")}>{failed}</span>
      ),
    },
    {
      key: "duration",
      title: title("duration"),
      isFigure: true,
      cell: ({ startedAt, finishedAt }) => <JobDuration from={startedAt} to={finishedAt} />,
    },
    {
      key: "images",
      title: title("images"),
      className: "max-w-72",
      cell: ({ images }) => <Clipped isCode text={images.join(", ")} />,
    },
    { key: "age", title: title("age"), sortBy: "age", isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
  ];
}

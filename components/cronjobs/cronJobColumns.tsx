import { Age } from "@/components/format/Age";
import { NameLink } from "@/components/lists/cells";
import type { RowOf } from "@/components/lists/listViews";
import { namespaceColumn } from "@/components/lists/namespaceColumn";
import { hrefOf } from "@/components/shell/places";
import { StatusMark } from "@/components/ui/StatusMark";
import type { WindowColumn } from "@/components/ui/windowRows";
import { NextRun } from "./NextRun";

type ColumnKey = "name" | "namespace" | "status" | "schedule" | "next" | "last" | "active" | "age";

export function cronJobColumns(
  title: (key: ColumnKey) => string,
  statusWord: (status: string) => string,
): WindowColumn<RowOf<"cronjobs.list">>[] {
  return [
    {
      key: "name",
      title: title("name"),
      sortBy: "name",
      className: "max-w-80",
      cell: (row) => <NameLink name={row.name} href={hrefOf({ kind: "CronJob", ...row })} />,
    },
    namespaceColumn(title("namespace")),
    {
      key: "status",
      title: title("status"),
      sortBy: "status",
      cell: ({ status, severity, message }) => (
        <StatusMark status={statusWord(status)} severity={severity} message={message} />
      ),
    },
    {
      key: "schedule",
      title: title("schedule"),
      className: "max-w-64",
      cell: ({ schedule, timeZone }) => (
        <span className="clip block">
          <code>{schedule}</code> {timeZone ? <span className="text-faint">{timeZone}</span> : null}
        </span>
      ),
    },
    { key: "next", title: title("next"), isFigure: true, cell: ({ nextAt }) => <NextRun at={nextAt} /> },
    { key: "last", title: title("last"), isFigure: true, cell: ({ lastScheduledAt }) => <Age at={lastScheduledAt} /> },
    { key: "active", title: title("active"), isFigure: true, cell: ({ active }) => active },
    { key: "age", title: title("age"), sortBy: "age", isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
  ];
}

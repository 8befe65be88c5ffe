import { Age } from "@/components/format/Age";
import { formatShare } from "@/components/format/figures";
import { Clipped, NameLink } from "@/components/lists/cells";
import type { RowOf } from "@/components/lists/listViews";
import { hrefOf } from "@/components/shell/places";
import { StatusMark } from "@/components/ui/StatusMark";
import type { WindowColumn } from "@/components/ui/windowRows";
import { OutLink } from "./OutLink";

type RouteRow = RowOf<"routes.list">;
type ColumnKey = "name" | "namespace" | "status" | "hosts" | "paths" | "backends" | "open" | "age";

export function routeColumns(
  title: (key: ColumnKey) => string,
  statusWord: (status: string) => string,
): WindowColumn<RouteRow>[] {
  return [
    {
      key: "name",
      title: title("name"),
      sortBy: "name",
      className: "max-w-72",
      cell: (row) => <NameLink name={row.name} href={hrefOf({ kind: "HTTPRoute", ...row })} />,
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
      className: "max-w-80",
      cell: ({ status, severity, message }) => (
        <StatusMark status={statusWord(status)} severity={severity} message={message} />
      ),
    },
    {
      key: "hosts",
      title: title("hosts"),
      sortBy: "host",
      className: "max-w-64",
      cell: ({ hostnames }) => <Clipped text={hostnames.join(", ") || "*"} />,
    },
    {
      key: "paths",
      title: title("paths"),
      className: "max-w-48",
      cell: ({ rules }) => <Clipped isCode text={pathsOf(rules)} />,
    },
    {
      key: "backends",
      title: title("backends"),
      className: "max-w-80",
      cell: ({ rules }) => <Clipped text={backendsOf(rules)} />,
    },
    {
      key: "open",
      title: title("open"),
      className: "max-w-72",
      cell: ({ urls }) => (urls[0] ? <OutLink url={urls[0]} /> : <span className="text-faint">–</span>),
    },
    { key: "age", title: title("age"), sortBy: "age", isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
  ];
}

function pathsOf(rules: RouteRow["rules"]): string {
  return [...new Set(rules.flatMap(({ matches }) => matches.map(({ path }) => path)))].join(", ");
}

/** `web 90%, web-next 10%`; the share is left out where there is only one. */
function backendsOf(rules: RouteRow["rules"]): string {
  return rules
    .map(({ backends }) =>
      backends
        .map(({ service, share }) => (backends.length > 1 ? `${service} ${formatShare(share, 1)}` : service))
        .join(", "),
    )
    .join(" · ");
}

import { Age } from "@/components/format/Age";
import { Clipped, NameLink } from "@/components/lists/cells";
import type { RowOf } from "@/components/lists/listViews";
import { hrefOf } from "@/components/shell/places";
import { Link } from "@/components/ui/Link";
import { StatusMark } from "@/components/ui/StatusMark";
import type { WindowColumn } from "@/components/ui/windowRows";
import { addressText, portText } from "./serviceText";

type ServiceRow = RowOf<"services.list">;
type ColumnKey = "name" | "namespace" | "status" | "type" | "address" | "ports" | "endpoints" | "routes" | "age";

export function serviceColumns(
  title: (key: ColumnKey) => string,
  statusWord: (status: string) => string,
): WindowColumn<ServiceRow>[] {
  return [
    {
      key: "name",
      title: title("name"),
      sortBy: "name",
      className: "max-w-72",
      cell: (row) => <NameLink name={row.name} href={hrefOf({ kind: "Service", ...row })} />,
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
      cell: ({ status, severity }) => <StatusMark status={statusWord(status)} severity={severity} />,
    },
    {
      key: "endpoints",
      title: title("endpoints"),
      sortBy: "ready",
      isFigure: true,
      cell: ({ ready, notReady }) => `${ready}/${ready + notReady}`,
    },
    {
      key: "type",
      title: title("type"),
      sortBy: "type",
      cell: ({ type }) => <span className="text-soft">{type}</span>,
    },
    { key: "address", title: title("address"), cell: (row) => <code className="text-soft">{addressText(row)}</code> },
    {
      key: "ports",
      title: title("ports"),
      className: "max-w-64",
      cell: ({ ports }) => <Clipped isCode text={ports.map(portText).join(", ")} />,
    },
    { key: "routes", title: title("routes"), className: "max-w-64", cell: ({ routes }) => <Routes routes={routes} /> },
    { key: "age", title: title("age"), sortBy: "age", isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
  ];
}

function Routes({ routes }: { routes: ServiceRow["routes"] }) {
  if (routes.length === 0) return <span className="text-faint">–</span>;
  return (
    <span className="clip block">
      {routes.map(({ namespace, name }, index) => (
        <span key={`${namespace}/${name}`}>
          {index > 0 ? ", " : ""}
          <Link href={hrefOf({ kind: "HTTPRoute", namespace, name }) ?? "/network"} className="hover:underline">
            {name}
          </Link>
        </span>
      ))}
    </span>
  );
}

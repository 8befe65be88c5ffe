import { Age } from "@/components/format/Age";
import type { RowOf } from "@/components/lists/listViews";
import { hrefOf } from "@/components/shell/places";
import { Glyph } from "@/components/ui/Glyph";
import { Link } from "@/components/ui/Link";
import type { WindowColumn } from "@/components/ui/windowRows";

type EventRow = RowOf<"events.list">;
type ColumnKey = "last" | "type" | "object" | "namespace" | "reason" | "message" | "count";

export function eventColumns(title: (key: ColumnKey) => string, warning: string): WindowColumn<EventRow>[] {
  return [
    {
      key: "last",
      title: title("last"),
      sortBy: "last",
      isFigure: true,
      cell: ({ lastAt }) => <Age at={lastAt} />,
      className: "w-px text-faint",
    },
    {
      key: "type",
      title: title("type"),
      sortBy: "status",
      className: "w-px",
      cell: ({ type }) => (
        <span className="grid w-[9px] place-items-center">
          {type === "Warning" ? <Glyph shape="warning" label={warning} /> : null}
        </span>
      ),
    },
    {
      key: "object",
      title: title("object"),
      sortBy: "name",
      className: "max-w-80",
      cell: ({ object }) => <EventObject object={object} />,
    },
    {
      key: "namespace",
      title: title("namespace"),
      sortBy: "namespace",
      cell: ({ object }) => <span className="text-soft">{object.namespace ?? "–"}</span>,
    },
    { key: "reason", title: title("reason"), cell: ({ reason }) => reason },
    {
      key: "message",
      title: title("message"),
      className: "w-[60%] max-w-0 phone:w-auto phone:max-w-[520px]",
      cell: ({ message, source }) => (
        <span className="clip block text-soft" title={source ? `${source}: ${message}` : message}>
          {message}
        </span>
      ),
    },
    {
      key: "count",
      title: title("count"),
      sortBy: "count",
      isFigure: true,
      cell: ({ count }) => <span className={count > 1 ? undefined : "text-faint"}>{count}</span>,
    },
  ];
}

function EventObject({ object }: { object: EventRow["object"] }) {
  const href = hrefOf(object);
  const text = (
    <>
      <span className="text-faint">{object.kind}</span> {object.name}
    </>
  );
  return href ? (
    <Link href={href} className="clip block hover:underline" title={object.name}>
      {text}
    </Link>
  ) : (
    <span className="clip block" title={object.name}>
      {text}
    </span>
  );
}

import { Age } from "@/components/format/Age";
import { formatMoment, parseTime } from "@/components/format/times";
import type { Outputs } from "@/components/live/api";
import { Tag } from "@/components/ui/Tag";
import type { WindowColumn } from "@/components/ui/windowRows";

export type Token = Outputs["tokens"]["list"][number];
type Row = Token & { readonly key: string };
type ColumnKey = "name" | "expires" | "lastUsed" | "from" | "since";

interface Words {
  readonly title: (key: ColumnKey) => string;
  readonly expired: string;
  readonly never: string;
  readonly locale: string;
}

export function tokenColumns({ title, expired, never, locale }: Words): WindowColumn<Row>[] {
  return [
    {
      key: "name",
      title: title("name"),
      className: "max-w-72",
      cell: ({ name, isExpired }) => (
        <span className="flex items-center gap-2">
          <span className={isExpired ? "clip text-faint" : "clip font-medium"}>{name}</span>
          {isExpired ? <Tag>{expired}</Tag> : null}
        </span>
      ),
    },
    {
      key: "expires",
      title: title("expires"),
      cell: ({ expiresAt }) => (
        <time dateTime={expiresAt} className="num text-soft">
          {formatMoment(parseTime(expiresAt) ?? 0, locale)}
        </time>
      ),
    },
    {
      key: "lastUsed",
      title: title("lastUsed"),
      isFigure: true,
      cell: ({ lastUsedAt }) => (lastUsedAt ? <Age at={lastUsedAt} /> : <span className="text-faint">{never}</span>),
    },
    { key: "from", title: title("from"), cell: ({ lastAddress }) => <code className="text-soft">{lastAddress}</code> },
    { key: "since", title: title("since"), isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
  ];
}

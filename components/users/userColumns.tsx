import { Age } from "@/components/format/Age";
import type { Outputs } from "@/components/live/api";
import { Tag } from "@/components/ui/Tag";
import type { WindowColumn } from "@/components/ui/windowRows";

export type User = Outputs["users"]["list"][number];
type Row = User & { readonly key: string };
type ColumnKey = "name" | "email" | "role" | "sessions" | "tokens" | "since";

export function userColumns(
  title: (key: ColumnKey) => string,
  roleWord: (role: User["role"]) => string,
  disabled: string,
): WindowColumn<Row>[] {
  return [
    {
      key: "name",
      title: title("name"),
      className: "max-w-72",
      cell: ({ name, isDisabled }) => (
        <span className="flex items-center gap-2">
          <span className={isDisabled ? "clip text-faint" : "clip font-medium"}>{name}</span>
          {isDisabled ? <Tag>{disabled}</Tag> : null}
        </span>
      ),
    },
    { key: "email", title: title("email"), cell: ({ email }) => <span className="text-soft">{email}</span> },
    { key: "role", title: title("role"), cell: ({ role }) => roleWord(role) },
    { key: "sessions", title: title("sessions"), isFigure: true, cell: ({ sessions }) => sessions },
    { key: "tokens", title: title("tokens"), isFigure: true, cell: ({ tokens }) => tokens },
    { key: "since", title: title("since"), isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
  ];
}

import { Age } from "@/components/format/Age";
import { NameLink } from "@/components/lists/cells";
import type { ViewOutput } from "@/components/live/views";
import { Button } from "@/components/ui/Button";
import { StatusMark } from "@/components/ui/StatusMark";
import type { WindowColumn } from "@/components/ui/windowRows";

type NamespaceRow = ViewOutput<"namespaces.list">["rows"][number];
type ColumnKey = "name" | "status" | "pods" | "trouble" | "labels" | "age" | "acts";

interface RowAct {
  readonly label: string;
  readonly run: (name: string) => void;
}

export const podsOf = (namespace: string): string => `/pods?ns=${encodeURIComponent(namespace)}`;

export function namespaceColumns(title: (key: ColumnKey) => string, remove: RowAct): WindowColumn<NamespaceRow>[] {
  return [
    {
      key: "name",
      title: title("name"),
      sortBy: "name",
      className: "max-w-80",
      cell: ({ name }) => <NameLink name={name} href={podsOf(name)} />,
    },
    {
      key: "status",
      title: title("status"),
      sortBy: "status",
      cell: ({ status }) => <StatusMark status={status} severity={status === "Active" ? "well" : "busy"} />,
    },
    { key: "pods", title: title("pods"), sortBy: "pods", isFigure: true, cell: ({ pods }) => pods },
    {
      key: "trouble",
      title: title("trouble"),
      sortBy: "trouble",
      isFigure: true,
      cell: ({ podsInTrouble }) => (
        <span className={podsInTrouble > 0 ? "text-bad" : "text-faint"}>{podsInTrouble}</span>
      ),
    },
    {
      key: "labels",
      title: title("labels"),
      className: "max-w-80",
      cell: ({ labels }) => <LabelText labels={labels} />,
    },
    { key: "age", title: title("age"), sortBy: "age", isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
    {
      key: "acts",
      title: title("acts"),
      isFigure: true,
      cell: ({ name, status }) => (
        <Button size="small" look="danger" disabled={status !== "Active"} onClick={() => remove.run(name)}>
          {remove.label}
          <span className="sr-only">{name}</span>
        </Button>
      ),
    },
  ];
}

/** Without the one that only repeats its name. */
function LabelText({ labels }: { labels: NamespaceRow["labels"] }) {
  const text = Object.entries(labels)
    .filter(([key]) => key !== "kubernetes.io/metadata.name")
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
  return (
    <code className="clip block text-soft" title={text}>
      {text || "–"}
    </code>
  );
}

import { Age } from "@/components/format/Age";
import { NameLink } from "@/components/lists/cells";
import type { ViewOutput } from "@/components/live/views";
import { ActButton } from "@/components/ui/ActButton";
import { StatusMark } from "@/components/ui/StatusMark";
import type { WindowColumn } from "@/components/ui/windowRows";

type NamespaceRow = ViewOutput<"namespaces.list">["rows"][number];
type ColumnKey = "name" | "status" | "pods" | "trouble" | "labels" | "age" | "acts";

interface RowAct {
  readonly label: string;
  readonly run: (name: string) => void;
  /** Said where it can't be done: it goes already, or the platform needs it. */
  readonly isGoing: string;
  readonly isNeeded: string;
}

/** As the engine's admission has them. */
const needed = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);

function reasonFor({ isGoing, isNeeded }: RowAct, { name, status }: { name: string; status: string }) {
  if (needed.has(name)) return { disabledReason: isNeeded };
  return status === "Active" ? {} : { disabledReason: isGoing };
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
        <ActButton
          size="small"
          look="ghost"
          label={remove.label}
          of={name}
          onAct={() => remove.run(name)}
          {...reasonFor(remove, { name, status })}
        />
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

import { Age } from "@/components/format/Age";
import { formatBytes, formatCores } from "@/components/format/figures";
import { NameLink } from "@/components/lists/cells";
import type { RowOf } from "@/components/lists/listViews";
import { hrefOf } from "@/components/shell/places";
import type { WindowColumn } from "@/components/ui/windowRows";
import { NodeTags } from "./NodeTags";
import { UsageCell } from "./UsageCell";

type NodeRow = RowOf<"nodes.list">;
type ColumnKey = "name" | "status" | "cpu" | "memory" | "pods" | "zone" | "runtime" | "age";

export function nodeColumns(title: (key: ColumnKey) => string): WindowColumn<NodeRow>[] {
  return [
    {
      key: "name",
      title: title("name"),
      sortBy: "name",
      cell: ({ name }) => <NameLink name={name} href={hrefOf({ kind: "Node", name })} />,
      className: "max-w-64",
    },
    { key: "status", title: title("status"), sortBy: "status", cell: (node) => <NodeTags node={node} /> },
    {
      key: "cpu",
      title: title("cpu"),
      sortBy: "cpu",
      className: "w-[20%] min-w-40",
      cell: ({ requested, used, allocatable }) => (
        <UsageCell
          what={title("cpu")}
          asked={requested.cpuMillis}
          used={used?.cpuMillis}
          of={allocatable.cpuMillis}
          text={formatCores}
        />
      ),
    },
    {
      key: "memory",
      title: title("memory"),
      sortBy: "memory",
      className: "w-[20%] min-w-40",
      cell: ({ requested, used, allocatable }) => (
        <UsageCell
          what={title("memory")}
          asked={requested.memoryBytes}
          used={used?.memoryBytes}
          of={allocatable.memoryBytes}
          text={formatBytes}
        />
      ),
    },
    { key: "pods", title: title("pods"), sortBy: "pods", isFigure: true, cell: (node) => <Pods node={node} /> },
    { key: "zone", title: title("zone"), cell: ({ zone }) => <span className="text-soft">{zone ?? "–"}</span> },
    {
      key: "runtime",
      title: title("runtime"),
      cell: ({ runtime }) => <code className="text-soft">{runtime ?? "–"}</code>,
    },
    { key: "age", title: title("age"), sortBy: "age", isFigure: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
  ];
}

function Pods({ node: { pods, allocatable } }: { node: NodeRow }) {
  return (
    <>
      {pods}
      <span className="text-faint"> / {allocatable.pods}</span>
    </>
  );
}

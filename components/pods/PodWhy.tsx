"use client";
import { useTranslations } from "next-intl";
import { formatBytes, formatCpu } from "@/components/format/figures";
import { useLive } from "@/components/live/useLive";
import { Card } from "@/components/ui/Card";
import { cn } from "@/components/ui/cn";
import { Sentence } from "@/components/ui/Sentence";
import { Skeleton } from "@/components/ui/Skeleton";
import { Table, Td, Th } from "@/components/ui/Table";
import { cellOf, otherRefusals, type Why, type WhyCell, type WhyColumn, whyColumns } from "./whyColumns";

const columns = Object.keys(whyColumns) as WhyColumn[];

/** Why a pod has no node: the sentence, what would place it, and every node × every rule as the real scheduler sees them. */
export function PodWhy({ namespace, name }: { namespace: string; name: string }) {
  const t = useTranslations("pods.why");
  const { data, problem } = useLive("pods.why", { namespace, name });
  if (problem) return <Sentence lead={t("lead")}>{problem.says || problem.reason}</Sentence>;
  if (!data)
    return (
      <Card title={t("title")} className="h-[180px]">
        <Skeleton className="m-3.5 w-1/2" />
      </Card>
    );
  return (
    <>
      <Card title={t("title")} aside={t("aside", { shown: data.nodes.length, all: data.nodesInAll })}>
        <NodesByRules nodes={data.nodes} />
      </Card>
      {data.suggestions.length > 0 ? <Suggestions suggestions={data.suggestions} /> : null}
    </>
  );
}

function NodesByRules({ nodes }: { nodes: Why["nodes"] }) {
  const t = useTranslations("pods.why");
  return (
    <Table>
      <thead>
        <tr>
          <Th>{t("column.node")}</Th>
          {columns.map((column) => (
            <Th key={column}>{t(`column.${column}`)}</Th>
          ))}
          <Th>{t("column.other")}</Th>
        </tr>
      </thead>
      <tbody>
        {nodes.map(({ node, filters }) => (
          <tr key={node}>
            <Td className="font-medium">{node}</Td>
            {columns.map((column) => (
              <Cell key={column} column={column} cell={cellOf(filters, column)} />
            ))}
            <Td className="text-bad">{otherRefusals(filters).join(", ")}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Cell({ column, cell }: { column: WhyColumn; cell: WhyCell }) {
  const t = useTranslations("pods.why");
  const text = cell.amount === undefined ? undefined : column === "cpu" ? formatCpu : formatBytes;
  const amount = text && cell.amount !== undefined ? text(Math.abs(cell.amount)) : undefined;
  const words = amount
    ? t(cell.isRefusal ? "short" : "free", { amount })
    : cell.isRefusal
      ? t(`refuses.${column}`)
      : "";
  return (
    <Td className={cn("num", cell.isRefusal ? "bg-bad-wash text-bad" : "text-faint")} title={cell.reason}>
      <span aria-hidden="true">{cell.isRefusal ? "✕" : "✓"}</span>
      <span className="sr-only">{t(cell.isRefusal ? "refused" : "passes")}</span> {words}
    </Td>
  );
}

function Suggestions({ suggestions }: { suggestions: Why["suggestions"] }) {
  const t = useTranslations("pods.why");
  return (
    <Card title={t("any")} aside={t("tried")}>
      <Table>
        <thead>
          <tr>
            <Th>{t("if")}</Th>
            <Th>{t("then")}</Th>
          </tr>
        </thead>
        <tbody>
          {suggestions.map((suggestion) => (
            <tr key={suggestion.says}>
              <Td wraps>
                <Suggested suggestion={suggestion} />
              </Td>
              <Td className="text-soft">{t("placedOn", { node: suggestion.node })}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function Suggested({ suggestion }: { suggestion: Why["suggestions"][number] }) {
  const t = useTranslations("pods.why.suggest");
  if (suggestion.type === "askForLess") {
    const { container, cpu, memory } = suggestion.requests;
    const asks = [cpu && `${cpu} CPU`, memory].filter(Boolean).join(", ");
    return t("askForLess", { container, asks });
  }
  if (suggestion.type === "uncordon") return t("uncordon", { node: suggestion.node });
  if (suggestion.type === "move") return t("move", { pod: suggestion.pod, to: suggestion.to });
  if (suggestion.type === "addNode") return t("addNode", { like: suggestion.like });
  return t("raisePriority", { pods: suggestion.evicts.join(", ") });
}

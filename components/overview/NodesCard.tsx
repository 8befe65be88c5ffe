"use client";
import { useTranslations } from "next-intl";
import { formatBytes, formatCores, formatShare } from "@/components/format/figures";
import type { ViewOutput } from "@/components/live/views";
import { hrefOf } from "@/components/shell/places";
import { Bar } from "@/components/ui/Bar";
import { Card } from "@/components/ui/Card";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/Glyph";
import { Link } from "@/components/ui/Link";
import { Table, Td, Th } from "@/components/ui/Table";
import { Tag } from "@/components/ui/Tag";

type NodeRow = ViewOutput<"overview.get">["nodes"][number];

export function NodesCard({ nodes }: { nodes: readonly NodeRow[] }) {
  const t = useTranslations("overview");
  const ui = useTranslations("ui");
  return (
    <Card title={t("nodes")} aside={ui("askedAndUsed")}>
      <Table className="phone:min-w-[560px]">
        <thead>
          <tr>
            <Th>{t("node")}</Th>
            <Th className="w-[22%]">{t("cpu")}</Th>
            <Th isFigure className="w-16">
              <span className="sr-only">{ui("used")}</span>
            </Th>
            <Th className="w-[22%]">{t("memory")}</Th>
            <Th isFigure className="w-16">
              <span className="sr-only">{ui("used")}</span>
            </Th>
            <Th isFigure>{t("pods")}</Th>
            <Th>{t("state")}</Th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <NodeLine key={node.key} node={node} />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function NodeLine({ node }: { node: NodeRow }) {
  const t = useTranslations("overview");
  const { allocatable, requested, used } = node;
  return (
    <tr className="hover:bg-hover">
      <Td>
        <Link href={hrefOf({ kind: "Node", name: node.name }) ?? "/nodes"} className="font-medium hover:underline">
          {node.name}
        </Link>
      </Td>
      <Measure
        what={t("cpu")}
        asked={requested.cpuMillis}
        used={used?.cpuMillis}
        of={allocatable.cpuMillis}
        text={formatCores}
      />
      <Measure
        what={t("memory")}
        asked={requested.memoryBytes}
        used={used?.memoryBytes}
        of={allocatable.memoryBytes}
        text={formatBytes}
      />
      <Td isFigure>{node.pods}</Td>
      <Td>
        {node.severity === "well" ? null : (
          <Tag tone={node.severity === "critical" ? "bad" : "warn"}>
            <Glyph shape={node.severity === "critical" ? "critical" : "warning"} />
            {node.isReady ? t("pressure") : t("notReady")}
          </Tag>
        )}
        {node.isCordoned ? <Tag>{t("cordoned")}</Tag> : null}
        {node.severity === "well" && !node.isCordoned ? <span className="text-faint">{t("ready")}</span> : null}
      </Td>
    </tr>
  );
}

interface MeasureProps {
  readonly what: string;
  readonly asked: number;
  readonly used: number | undefined;
  readonly of: number;
  readonly text: (value: number) => string;
}

function Measure({ what, asked, used, of, text }: MeasureProps) {
  const ui = useTranslations("ui");
  const label = ui("barLabel", {
    what,
    used: used === undefined ? ui("unknown") : text(used),
    asked: text(asked),
    of: text(of),
  });
  const isFull = used !== undefined && of > 0 && used / of >= 0.9;
  return (
    <>
      <Td>
        <Bar asked={asked} used={used} of={of} label={label} />
      </Td>
      <Td isFigure className={cn("pl-0 text-soft", isFull && "text-bad")}>
        {formatShare(used ?? asked, of)}
      </Td>
    </>
  );
}

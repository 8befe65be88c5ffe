"use client";
import { useTranslations } from "next-intl";
import { formatBytes, formatCpu, formatShare } from "@/components/format/figures";
import { ConditionsCard } from "@/components/objects/ConditionsCard";
import { EventsCard } from "@/components/objects/EventsCard";
import { Facts, Labels } from "@/components/objects/Facts";
import { UsageCard } from "@/components/objects/UsageCard";
import { PodTable } from "@/components/pods/PodTable";
import { Card } from "@/components/ui/Card";
import type { NodeDetail } from "./NodePage";
import { nodeLimits } from "./nodeLimits";

const withoutNode = ["node"] as const;

export function NodeOverview({ node }: { node: NodeDetail }) {
  const t = useTranslations("nodes");
  return (
    <>
      <div className="grid grid-cols-2 gap-4 phone:grid-cols-1">
        <UsageCard points={node.usage} asked={node.requested} limit={node.allocatable} />
        <NodeFacts node={node} />
      </div>
      <Card title={t("podsHere")} aside={t("podsOf", { count: node.pods, of: node.allocatable.pods })}>
        <PodTable pods={node.podRows} without={withoutNode} />
      </Card>
      <LimitsCard annotations={node.annotations} />
      <ConditionsCard conditions={node.conditions} />
      <EventsCard events={node.events} />
    </>
  );
}

function NodeFacts({ node }: { node: NodeDetail }) {
  const t = useTranslations("nodes.fact");
  const { requested, allocatable, used, info } = node;
  const figures = (asked: number, of: number, usedNow: number | undefined, text: (value: number) => string) =>
    t(usedNow === undefined ? "askedOf" : "askedUsedOf", {
      asked: text(asked),
      askedShare: formatShare(asked, of),
      used: text(usedNow ?? 0),
      of: text(of),
    });
  return (
    <Card title={t("title")}>
      <Facts
        facts={[
          ["CPU", figures(requested.cpuMillis, allocatable.cpuMillis, used?.cpuMillis, formatCpu)],
          [t("memory"), figures(requested.memoryBytes, allocatable.memoryBytes, used?.memoryBytes, formatBytes)],
          [t("taints"), node.taints.length > 0 ? <Taints key="taints" taints={node.taints} /> : t("noTaints")],
          [t("address"), node.address && <code key="address">{node.address}</code>],
          [t("zone"), node.zone],
          [t("runtime"), node.runtime && <code key="runtime">{node.runtime}</code>],
          [t("system"), [info.osImage, info.architecture].filter(Boolean).join(", ")],
          [t("kubelet"), info.kubeletVersion],
          [t("labels"), <Labels key="labels" labels={node.labels} />],
        ]}
      />
    </Card>
  );
}

function Taints({ taints }: { taints: NodeDetail["taints"] }) {
  return (
    <span className="flex flex-wrap gap-x-3">
      {taints.map(({ key, value, effect }) => (
        <code key={`${key}${effect}`}>
          {key}
          {value ? `=${value}` : ""}:{effect}
        </code>
      ))}
    </span>
  );
}

/** In plain words, as the agent found out by trying. */
function LimitsCard({ annotations }: { annotations: Readonly<Record<string, string>> }) {
  const t = useTranslations("nodes.limits");
  const limits = nodeLimits(annotations);
  if (limits.length === 0) return null;
  return (
    <Card title={t("title")} aside={t("aside")}>
      <ul className="grid list-disc gap-1 py-2.5 pr-3.5 pl-8 text-soft marker:text-faint">
        {limits.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </Card>
  );
}

"use client";
import { useTranslations } from "next-intl";
import { formatBytes, formatCpu } from "@/components/format/figures";
import { ConditionsCard } from "@/components/objects/ConditionsCard";
import { EventsCard } from "@/components/objects/EventsCard";
import { Facts, Labels } from "@/components/objects/Facts";
import { UsageCard } from "@/components/objects/UsageCard";
import { hrefOf } from "@/components/shell/places";
import { Card } from "@/components/ui/Card";
import { Link } from "@/components/ui/Link";
import { ContainersCard } from "./ContainersCard";
import type { Pod } from "./PodPage";
import { PodWhy } from "./PodWhy";

export function PodOverview({ pod }: { pod: Pod }) {
  return (
    <>
      {pod.isUnschedulable ? <PodWhy namespace={pod.namespace} name={pod.name} /> : null}
      <ContainersCard containers={pod.containerRows} />
      <div className="grid grid-cols-2 gap-4 phone:grid-cols-1">
        <UsageCard points={pod.usage} asked={pod.asked} />
        <PodFacts pod={pod} />
      </div>
      <EventsCard events={pod.events} />
      <ConditionsCard conditions={pod.conditions} />
    </>
  );
}

function PodFacts({ pod }: { pod: Pod }) {
  const t = useTranslations("pods.fact");
  const ui = useTranslations("ui");
  const { node, owner, volumes } = pod;
  const volume = ({ name, type, from }: Pod["volumes"][number]) => `${name} (${from ? `${type} ${from}` : type})`;
  return (
    <Card title={t("title")}>
      <Facts
        facts={[
          [ui("namespace"), pod.namespace],
          [t("node"), node && <ObjectLink key="node" kind="Node" name={node} text={node} />],
          [
            t("owner"),
            owner && (
              <ObjectLink key="owner" {...owner} namespace={pod.namespace} text={`${owner.kind} ${owner.name}`} />
            ),
          ],
          [t("ip"), pod.ip && <code key="ip">{pod.ip}</code>],
          [t("asks"), `${formatCpu(pod.asked.cpuMillis)} CPU, ${formatBytes(pod.asked.memoryBytes)}`],
          [t("restartPolicy"), pod.restartPolicy],
          [t("priority"), pod.priorityClass ?? pod.priority],
          [t("qos"), pod.qosClass],
          [t("volumes"), volumes.length > 0 ? volumes.map(volume).join(", ") : undefined],
          [t("labels"), <Labels key="labels" labels={pod.labels} />],
        ]}
      />
    </Card>
  );
}

/** A link where the kind has a page, the text alone where it has none. */
function ObjectLink({ text, ...object }: { kind: string; namespace?: string; name: string; text: string }) {
  const href = hrefOf(object);
  if (!href) return text;
  return (
    <Link href={href} className="hover:underline">
      {text}
    </Link>
  );
}

"use client";
import { useTranslations } from "next-intl";
import { RolloutBar } from "@/components/deployments/RolloutBar";
import { ConditionsCard } from "@/components/objects/ConditionsCard";
import { EventsCard } from "@/components/objects/EventsCard";
import { Facts, Labels } from "@/components/objects/Facts";
import { ObjectLinks } from "@/components/objects/ObjectLinks";
import { templateFacts } from "@/components/objects/templateFacts";
import { PodTable } from "@/components/pods/PodTable";
import { Card } from "@/components/ui/Card";
import type { DaemonSetDetail } from "./DaemonSetPage";

const withoutNamespace = ["namespace"] as const;

export function DaemonSetOverview({ daemonSet }: { daemonSet: DaemonSetDetail }) {
  const t = useTranslations("daemonSets");
  const { ready, desired, conditions } = daemonSet;
  return (
    <>
      <RolloutBar deployment={daemonSet} />
      <Card title={t("pods")} aside={t("readyOf", { ready, desired })}>
        <PodTable pods={daemonSet.pods} without={withoutNamespace} />
      </Card>
      <DaemonSetFacts daemonSet={daemonSet} />
      <EventsCard events={daemonSet.events} showsObject />
      {conditions.length > 0 ? <ConditionsCard conditions={conditions} /> : null}
    </>
  );
}

function DaemonSetFacts({ daemonSet }: { daemonSet: DaemonSetDetail }) {
  const t = useTranslations("daemonSets.fact");
  const { namespace, template, services, selector, labels } = daemonSet;
  return (
    <Card title={t("title")}>
      <Facts
        facts={[
          [t("selector"), <code key="selector">{selector}</code>],
          [
            t("services"),
            services.length === 0 ? undefined : (
              <ObjectLinks key="services" kind="Service" namespace={namespace} names={services} />
            ),
          ],
          ...templateFacts(template, namespace, (key) => t(key)),
          [t("labels"), <Labels key="labels" labels={labels} />],
        ]}
      />
    </Card>
  );
}

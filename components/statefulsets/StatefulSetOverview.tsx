"use client";
import { useTranslations } from "next-intl";
import { RevisionsCard } from "@/components/deployments/RevisionsCard";
import { RolloutBar } from "@/components/deployments/RolloutBar";
import { ConditionsCard } from "@/components/objects/ConditionsCard";
import { EventsCard } from "@/components/objects/EventsCard";
import { Facts, Labels } from "@/components/objects/Facts";
import { ObjectLinks } from "@/components/objects/ObjectLinks";
import { templateFacts } from "@/components/objects/templateFacts";
import { PodTable } from "@/components/pods/PodTable";
import { Card } from "@/components/ui/Card";
import type { StatefulSetDetail } from "./StatefulSetPage";
import { useRollback } from "./useRollback";

const withoutNamespace = ["namespace"] as const;

export function StatefulSetOverview({ set }: { set: StatefulSetDetail }) {
  const t = useTranslations("statefulSets");
  const { ready, desired, conditions, namespace, revisions } = set;
  const rollback = useRollback(set);
  return (
    <>
      <RolloutBar deployment={set} />
      <Card title={t("pods")} aside={t("readyOf", { ready, desired })}>
        <PodTable pods={set.pods} without={withoutNamespace} />
      </Card>
      <div className="grid grid-cols-[3fr_2fr] gap-4 phone:grid-cols-1">
        <RevisionsCard namespace={namespace} keptAs="ControllerRevision" revisions={revisions} rollback={rollback} />
        <StatefulSetFacts set={set} />
      </div>
      <EventsCard events={set.events} showsObject />
      {conditions.length > 0 ? <ConditionsCard conditions={conditions} /> : null}
    </>
  );
}

function StatefulSetFacts({ set }: { set: StatefulSetDetail }) {
  const t = useTranslations("statefulSets.fact");
  const ui = useTranslations("ui");
  const { namespace, template, services, selector, labels, strategy, policy, claims, serviceName } = set;
  const partition = strategy.partition > 0 ? ` · partition ${strategy.partition}` : "";
  const rolling = strategy.type === "RollingUpdate" ? ` · maxUnavailable ${strategy.maxUnavailable}${partition}` : "";
  return (
    <Card title={t("title")}>
      <Facts
        facts={[
          [ui("namespace"), namespace],
          [t("policy"), policy],
          [t("strategy"), `${strategy.type}${rolling}`],
          [
            t("names"),
            serviceName ? <code key="names">{`${set.name}-0.${serviceName}.${namespace}.svc`}</code> : undefined,
          ],
          [
            t("claims"),
            claims.length > 0 ? claims.map(({ name, storage }) => `${name} ${storage}`).join(", ") : undefined,
          ],
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

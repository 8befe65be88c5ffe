"use client";
import { useTranslations } from "next-intl";
import { ConditionsCard } from "@/components/objects/ConditionsCard";
import { EventsCard } from "@/components/objects/EventsCard";
import { Facts, Labels } from "@/components/objects/Facts";
import { PodTable } from "@/components/pods/PodTable";
import { hrefOf } from "@/components/shell/places";
import { Card } from "@/components/ui/Card";
import { Link } from "@/components/ui/Link";
import type { Deployment } from "./DeploymentPage";
import { RevisionsCard } from "./RevisionsCard";
import { RolloutBar } from "./RolloutBar";
import { useRollback } from "./useRollback";

const withoutNamespace = ["namespace"] as const;

export function DeploymentOverview({ deployment }: { deployment: Deployment }) {
  const t = useTranslations("deployments");
  const { ready, desired } = deployment;
  return (
    <>
      <RolloutBar deployment={deployment} />
      <Card title={t("pods")} aside={t("readyOf", { ready, desired })}>
        <PodTable pods={deployment.pods} without={withoutNamespace} />
      </Card>
      <div className="grid grid-cols-[3fr_2fr] gap-4 phone:grid-cols-1">
        <Revisions deployment={deployment} />
        <DeploymentFacts deployment={deployment} />
      </div>
      <EventsCard events={deployment.events} showsObject />
      <ConditionsCard conditions={deployment.conditions} />
    </>
  );
}

function Revisions({ deployment }: { deployment: Deployment }) {
  const { namespace, revisions, isPaused } = deployment;
  const rollback = useRollback(deployment);
  const kept = revisions.map(({ replicaSet, ...revision }) => ({ ...revision, name: replicaSet }));
  return (
    <RevisionsCard namespace={namespace} keptAs="ReplicaSet" revisions={kept} isFrozen={isPaused} rollback={rollback} />
  );
}

function DeploymentFacts({ deployment }: { deployment: Deployment }) {
  const t = useTranslations("deployments.fact");
  const ui = useTranslations("ui");
  const { namespace, strategy, template, services, routes } = deployment;
  const links = (kind: string, names: readonly string[]) =>
    names.length === 0
      ? undefined
      : names.map((name, index) => (
          <span key={name}>
            {index > 0 ? ", " : ""}
            <Link href={hrefOf({ kind, namespace, name }) ?? "/"} className="hover:underline">
              {name}
            </Link>
          </span>
        ));
  const rolling = `${strategy.type}${strategy.type === "RollingUpdate" ? ` · maxSurge ${strategy.maxSurge ?? "25%"} · maxUnavailable ${strategy.maxUnavailable ?? "25%"}` : ""}`;
  return (
    <Card title={t("title")}>
      <Facts
        facts={[
          [ui("namespace"), namespace],
          [t("strategy"), rolling],
          [t("selector"), <code key="selector">{deployment.selector}</code>],
          [t("services"), links("Service", services)],
          [t("routes"), links("HTTPRoute", routes)],
          [t("configMaps"), links("ConfigMap", template.configMaps)],
          [t("secrets"), links("Secret", template.secrets)],
          ...template.containers.map(
            ({ name, image, requests }) =>
              [
                name,
                <span key={name}>
                  <code>{image}</code>{" "}
                  <span className="text-faint">
                    {Object.entries(requests)
                      .map(([resource, amount]) => `${resource} ${amount}`)
                      .join(", ")}
                  </span>
                </span>,
              ] as const,
          ),
          [t("labels"), <Labels key="labels" labels={deployment.labels} />],
        ]}
      />
    </Card>
  );
}

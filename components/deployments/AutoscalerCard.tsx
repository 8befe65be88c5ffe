"use client";
import { useTranslations } from "next-intl";
import { Age } from "@/components/format/Age";
import { Facts } from "@/components/objects/Facts";
import { Card } from "@/components/ui/Card";
import type { Deployment } from "./DeploymentPage";

type Autoscaler = Deployment["autoscalers"][number];

/** What sizes this workload: current over target of each metric, and how it last decided. */
export function AutoscalerCard({ autoscaler }: { autoscaler: Autoscaler }) {
  const t = useTranslations("deployments.autoscaler");
  const { name, min, max, current, metrics, problem, decision } = autoscaler;
  return (
    <Card title={t("title")} aside={t("range", { current, min, max })}>
      <Facts
        facts={[
          ...metrics.map((metric) => [metric.label, <MetricText key={metric.label} metric={metric} />] as const),
          [t("last"), decision ? <DecisionText key="decision" decision={decision} /> : t("never")],
          [
            t("problem"),
            problem ? (
              <span key="problem" className="text-bad">
                {problem}
              </span>
            ) : undefined,
          ],
          [t("name"), name],
        ]}
      />
    </Card>
  );
}

function MetricText({ metric }: { metric: Autoscaler["metrics"][number] }) {
  const t = useTranslations("deployments.autoscaler");
  const { current, target, asks } = metric;
  if (current === undefined) return <span className="text-faint">{t("unknown")}</span>;
  return (
    <>
      <code>
        {current} / {target}
      </code>{" "}
      {asks === undefined ? null : <span className="text-faint">{t("asks", { asks })}</span>}
    </>
  );
}

function DecisionText({ decision }: { decision: NonNullable<Autoscaler["decision"]> }) {
  const t = useTranslations("deployments.autoscaler");
  const { at, from, to, held } = decision;
  return (
    <>
      {from === to ? t("kept", { to }) : t("changed", { from, to })}{" "}
      {held.map((reason) => t(`held.${reason}`)).join(" ")}{" "}
      <span className="text-faint">
        <Age at={at} />
      </span>
    </>
  );
}

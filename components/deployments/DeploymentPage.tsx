"use client";
import { useParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import type { ViewOutput } from "@/components/live/views";
import { LogView } from "@/components/logs/LogView";
import { HistoryView } from "@/components/objects/HistoryView";
import { ObjectGone } from "@/components/objects/ObjectGone";
import { YamlView } from "@/components/objects/YamlView";
import { TroubleText } from "@/components/pods/TroubleText";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Quoted } from "@/components/ui/Quoted";
import { Sentence } from "@/components/ui/Sentence";
import { Tabs } from "@/components/ui/Tabs";
import { Tag } from "@/components/ui/Tag";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { useTab } from "@/components/ui/useTab";
import { DeploymentActs } from "./DeploymentActs";
import { DeploymentOverview } from "./DeploymentOverview";
import { statusWord } from "./DeploymentsList";
import { deploymentSentence, holdsUp } from "./deploymentSentence";

export type Deployment = ViewOutput<"deployments.get">;
const tabs = ["overview", "logs", "yaml", "history"] as const;

export function DeploymentPage() {
  const params = useParams<{ namespace: string; name: string }>();
  const [namespace, name] = [decodeURIComponent(params.namespace), decodeURIComponent(params.name)];
  const { data, problem, retry } = useLive("deployments.get", { namespace, name });
  usePageTitle(name, data?.severity);
  if (!data || problem?.reason === "NotFound")
    return <ObjectGone name={name} list="/deployments" problem={problem} onRetry={retry} />;
  return <DeploymentParts deployment={data} />;
}

function DeploymentParts({ deployment }: { deployment: Deployment }) {
  const t = useTranslations("deployments");
  const [tab, setTab] = useTab(tabs);
  const { namespace, name, severity, status } = deployment;
  const at = { kind: "Deployment", namespace, name };
  return (
    <Page>
      <PageHead
        title={name}
        tags={
          <Tag tone={severity === "critical" ? "bad" : severity === "warning" ? "warn" : "quiet"}>
            {statusWord(t, status)}
          </Tag>
        }
        acts={<DeploymentActs deployment={deployment} onTab={setTab} />}
      />
      <DeploymentSentence deployment={deployment} />
      <Tabs
        label={name}
        value={tab}
        onChange={setTab}
        tabs={[
          { key: "overview", label: t("tab.overview"), content: <DeploymentOverview deployment={deployment} /> },
          {
            key: "logs",
            label: t("tab.logs"),
            content: <LogView of={{ namespace, labelSelector: deployment.selector }} />,
          },
          { key: "yaml", label: t("tab.yaml"), content: <YamlView {...at} /> },
          { key: "history", label: t("tab.history"), content: <HistoryView {...at} /> },
        ]}
      />
    </Page>
  );
}

/** What is so, why, and what happens next. */
function DeploymentSentence({ deployment }: { deployment: Deployment }) {
  const t = useTranslations("deployments.sentence");
  const { desired, updated, ready, revisions, standing } = deployment;
  const key = deploymentSentence(deployment);
  // The pod that holds it up says more than the condition that counts the time. Where nothing is held up, a pod that is
  // not ready is one on its way out.
  const trouble = holdsUp(key) ? standing.troubles[0] : undefined;
  const revision = revisions[0]?.revision ?? 1;
  return (
    <Sentence lead={t(key === "stuck" || key === "unavailable" ? "why" : "now")}>
      {t(key, { desired, updated, ready, revision })}
      {trouble ? <TroubleText trouble={trouble} /> : <Quoted text={deployment.message} />}
    </Sentence>
  );
}

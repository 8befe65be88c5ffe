"use client";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import type { ViewOutput } from "@/components/live/views";
import { LogView } from "@/components/logs/LogView";
import { HistoryView } from "@/components/objects/HistoryView";
import { ObjectGone } from "@/components/objects/ObjectGone";
import { useObjectParams } from "@/components/objects/useObjectParams";
import { YamlView } from "@/components/objects/YamlView";
import { TroubleText } from "@/components/pods/TroubleText";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Sentence } from "@/components/ui/Sentence";
import { Tabs } from "@/components/ui/Tabs";
import { Tag } from "@/components/ui/Tag";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { useTab } from "@/components/ui/useTab";
import { StatefulSetActs } from "./StatefulSetActs";
import { StatefulSetOverview } from "./StatefulSetOverview";
import { statefulSetSentence } from "./statefulSetSentence";
import { statusWord } from "./statusWord";

export type StatefulSetDetail = ViewOutput<"statefulsets.get">;
const tabs = ["overview", "logs", "yaml", "history"] as const;

export function StatefulSetPage() {
  const at = useObjectParams();
  const { data, problem, retry } = useLive("statefulsets.get", at);
  usePageTitle(at.name, data?.severity);
  if (!data || problem?.reason === "NotFound")
    return <ObjectGone name={at.name} list="/statefulsets" problem={problem} onRetry={retry} />;
  return <StatefulSetParts set={data} />;
}

function StatefulSetParts({ set }: { set: StatefulSetDetail }) {
  const t = useTranslations("statefulSets");
  const [tab, setTab] = useTab(tabs);
  const { namespace, name, severity, status } = set;
  const at = { kind: "StatefulSet", namespace, name };
  return (
    <Page>
      <PageHead
        title={name}
        tags={
          <Tag tone={severity === "critical" ? "bad" : severity === "warning" ? "warn" : "quiet"}>
            {statusWord(t, status)}
          </Tag>
        }
        acts={<StatefulSetActs set={set} onYaml={() => setTab("yaml")} />}
      />
      <StatefulSetSaid set={set} />
      <Tabs
        label={name}
        value={tab}
        onChange={setTab}
        tabs={[
          { key: "overview", label: t("tab.overview"), content: <StatefulSetOverview set={set} /> },
          { key: "logs", label: t("tab.logs"), content: <LogView of={{ namespace, labelSelector: set.selector }} /> },
          { key: "yaml", label: t("tab.yaml"), content: <YamlView {...at} /> },
          { key: "history", label: t("tab.history"), content: <HistoryView {...at} /> },
        ]}
      />
    </Page>
  );
}

/** What is so, why, and what happens next: one pod in trouble holds up all that come after it. */
function StatefulSetSaid({ set }: { set: StatefulSetDetail }) {
  const t = useTranslations("statefulSets.sentence");
  const { desired, updated, ready, strategy, troubles, status } = set;
  const trouble = troubles[0];
  return (
    <Sentence lead={t(status === "Unavailable" ? "why" : "now")}>
      {t(statefulSetSentence(set), { desired, updated, ready, partition: strategy.partition })}
      {trouble ? <TroubleText trouble={trouble} /> : null}
    </Sentence>
  );
}

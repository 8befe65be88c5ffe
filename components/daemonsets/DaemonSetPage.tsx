"use client";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import type { ViewOutput } from "@/components/live/views";
import { LogView } from "@/components/logs/LogView";
import { HistoryView } from "@/components/objects/HistoryView";
import { ObjectGone } from "@/components/objects/ObjectGone";
import { useObjectParams } from "@/components/objects/useObjectParams";
import { YamlView } from "@/components/objects/YamlView";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Sentence } from "@/components/ui/Sentence";
import { Tabs } from "@/components/ui/Tabs";
import { Tag } from "@/components/ui/Tag";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { useTab } from "@/components/ui/useTab";
import { DaemonSetActs } from "./DaemonSetActs";
import { DaemonSetOverview } from "./DaemonSetOverview";
import { daemonSetSentence } from "./daemonSetSentence";
import { statusWord } from "./statusWord";

export type DaemonSetDetail = ViewOutput<"daemonsets.get">;
const tabs = ["overview", "logs", "yaml", "history"] as const;

export function DaemonSetPage() {
  const at = useObjectParams();
  const { data, problem, retry } = useLive("daemonsets.get", at);
  usePageTitle(at.name, data?.severity);
  if (!data || problem?.reason === "NotFound")
    return <ObjectGone name={at.name} list="/daemonsets" problem={problem} onRetry={retry} />;
  return <DaemonSetParts daemonSet={data} />;
}

function DaemonSetParts({ daemonSet }: { daemonSet: DaemonSetDetail }) {
  const t = useTranslations("daemonSets");
  const [tab, setTab] = useTab(tabs);
  const { namespace, name, severity, status, desired, updated, ready } = daemonSet;
  const at = { kind: "DaemonSet", namespace, name };
  return (
    <Page>
      <PageHead
        title={name}
        tags={
          <Tag tone={severity === "critical" ? "bad" : severity === "warning" ? "warn" : "quiet"}>
            {statusWord(t, status)}
          </Tag>
        }
        acts={<DaemonSetActs daemonSet={daemonSet} onYaml={() => setTab("yaml")} />}
      />
      <Sentence lead={t(status === "Unavailable" ? "sentence.why" : "sentence.now")}>
        {t(`sentence.${daemonSetSentence(daemonSet)}`, { desired, updated, ready })}
      </Sentence>
      <Tabs
        label={name}
        value={tab}
        onChange={setTab}
        tabs={[
          { key: "overview", label: t("tab.overview"), content: <DaemonSetOverview daemonSet={daemonSet} /> },
          {
            key: "logs",
            label: t("tab.logs"),
            content: <LogView of={{ namespace, labelSelector: daemonSet.selector }} />,
          },
          { key: "yaml", label: t("tab.yaml"), content: <YamlView {...at} /> },
          { key: "history", label: t("tab.history"), content: <HistoryView {...at} /> },
        ]}
      />
    </Page>
  );
}

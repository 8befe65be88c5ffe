"use client";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import type { ViewOutput } from "@/components/live/views";
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
import { CronJobActs } from "./CronJobActs";
import { CronJobOverview } from "./CronJobOverview";
import { statusWord } from "./statusWord";

export type CronJobDetail = ViewOutput<"cronjobs.get">;
const tabs = ["overview", "yaml", "history"] as const;

export function CronJobPage() {
  const at = useObjectParams();
  const { data, problem, retry } = useLive("cronjobs.get", at);
  usePageTitle(at.name, data?.severity);
  if (!data || problem?.reason === "NotFound")
    return <ObjectGone name={at.name} list="/cronjobs" problem={problem} onRetry={retry} />;
  return <CronJobParts cronJob={data} />;
}

function CronJobParts({ cronJob }: { cronJob: CronJobDetail }) {
  const t = useTranslations("cronJobs");
  const [tab, setTab] = useTab(tabs);
  const { namespace, name, status } = cronJob;
  const at = { kind: "CronJob", namespace, name };
  return (
    <Page>
      <PageHead
        title={name}
        tags={<Tag>{statusWord(t, status)}</Tag>}
        acts={<CronJobActs cronJob={cronJob} onYaml={() => setTab("yaml")} />}
      />
      <CronJobSentence cronJob={cronJob} />
      <Tabs
        label={name}
        value={tab}
        onChange={setTab}
        tabs={[
          { key: "overview", label: t("tab.overview"), content: <CronJobOverview cronJob={cronJob} /> },
          { key: "yaml", label: t("tab.yaml"), content: <YamlView {...at} /> },
          { key: "history", label: t("tab.history"), content: <HistoryView {...at} /> },
        ]}
      />
    </Page>
  );
}

/** What is so, and what happens next. */
function CronJobSentence({ cronJob }: { cronJob: CronJobDetail }) {
  const t = useTranslations("cronJobs.sentence");
  const { status, isSuspended, active, nextAt, runs } = cronJob;
  const failed = runs[0]?.status === "Failed" ? ` ${t("failed", { job: runs[0].name })}` : "";
  const key = status === "Deleting" ? "deleting" : isSuspended ? "suspended" : nextAt ? "waiting" : "never";
  return (
    <Sentence lead={t("now")}>
      {t(key, { active })}
      {failed ? <span className="text-ink">{failed}</span> : null}
    </Sentence>
  );
}

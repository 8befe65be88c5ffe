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
import { JobActs } from "./JobActs";
import { JobOverview } from "./JobOverview";
import { statusWord } from "./statusWord";

export type JobDetail = ViewOutput<"jobs.get">;
const tabs = ["overview", "logs", "yaml", "history"] as const;

export function JobPage() {
  const at = useObjectParams();
  const { data, problem, retry } = useLive("jobs.get", at);
  usePageTitle(at.name, data?.severity);
  if (!data || problem?.reason === "NotFound")
    return <ObjectGone name={at.name} list="/jobs" problem={problem} onRetry={retry} />;
  return <JobParts job={data} />;
}

function JobParts({ job }: { job: JobDetail }) {
  const t = useTranslations("jobs");
  const [tab, setTab] = useTab(tabs);
  const { namespace, name, severity, status } = job;
  const at = { kind: "Job", namespace, name };
  return (
    <Page>
      <PageHead
        title={name}
        tags={<Tag tone={severity === "critical" ? "bad" : "quiet"}>{statusWord(t, status)}</Tag>}
        acts={<JobActs job={job} onYaml={() => setTab("yaml")} />}
      />
      <JobSentence job={job} />
      <Tabs
        label={name}
        value={tab}
        onChange={setTab}
        tabs={[
          { key: "overview", label: t("tab.overview"), content: <JobOverview job={job} /> },
          {
            key: "logs",
            label: t("tab.logs"),
            content: <LogView of={{ namespace, labelSelector: `batch.kubernetes.io/job-name=${name}` }} />,
          },
          { key: "yaml", label: t("tab.yaml"), content: <YamlView {...at} /> },
          { key: "history", label: t("tab.history"), content: <HistoryView {...at} /> },
        ]}
      />
    </Page>
  );
}

const sentences = ["Complete", "Failed", "Suspended", "Running", "Deleting"] as const;

/** What is so, why, and what happens next. */
function JobSentence({ job }: { job: JobDetail }) {
  const t = useTranslations("jobs.sentence");
  const { status, succeeded, completions, active, failed, backoffLimit, message } = job;
  const key = sentences.find((one) => one === status);
  if (!key) return null;
  return (
    <Sentence lead={t(key === "Failed" ? "why" : "now")}>
      {t(key, { succeeded, completions, active, failed, backoffLimit })}
      {message ? <span className="text-ink"> {message}</span> : null}
    </Sentence>
  );
}

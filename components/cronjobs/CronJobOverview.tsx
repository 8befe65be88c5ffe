"use client";
import { useTranslations } from "next-intl";
import { Age } from "@/components/format/Age";
import { EventsCard } from "@/components/objects/EventsCard";
import { Facts, Labels } from "@/components/objects/Facts";
import { templateFacts } from "@/components/objects/templateFacts";
import { Card } from "@/components/ui/Card";
import type { CronJobDetail } from "./CronJobPage";
import { NextRun } from "./NextRun";
import { RunsCard } from "./RunsCard";

export function CronJobOverview({ cronJob }: { cronJob: CronJobDetail }) {
  return (
    <>
      <CronJobFigures cronJob={cronJob} />
      <RunsCard runs={cronJob.runs} />
      <CronJobFacts cronJob={cronJob} />
      <EventsCard events={cronJob.events} showsObject />
    </>
  );
}

/** When it is due, what runs now, when it was last started and last succeeded. */
function CronJobFigures({ cronJob }: { cronJob: CronJobDetail }) {
  const t = useTranslations("cronJobs.figure");
  const { nextAt, active, lastScheduledAt, lastSucceededAt } = cronJob;
  const figures = [
    ["next", <NextRun key="next" at={nextAt} />],
    ["active", active],
    ["last", <Age key="last" at={lastScheduledAt} />],
    ["succeeded", <Age key="succeeded" at={lastSucceededAt} />],
  ] as const;
  return (
    <dl className="grid grid-cols-4 rounded-lg border border-line bg-raised">
      {figures.map(([key, value]) => (
        <div key={key} className="border-l border-line px-3.5 py-2.5 first:border-0">
          <dt className="clip text-sm text-faint">{t(key)}</dt>
          <dd className="num text-xl font-semibold tracking-[-0.03em]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function CronJobFacts({ cronJob }: { cronJob: CronJobDetail }) {
  const t = useTranslations("cronJobs.fact");
  const { schedule, timeZone, concurrencyPolicy, startingDeadlineSeconds, keptSuccessful, keptFailed } = cronJob;
  const deadline = startingDeadlineSeconds === undefined ? undefined : t("seconds", { value: startingDeadlineSeconds });
  return (
    <Card title={t("title")}>
      <Facts
        facts={[
          [t("schedule"), <code key="schedule">{schedule}</code>],
          [t("timeZone"), timeZone ?? "UTC"],
          [t("concurrency"), concurrencyPolicy],
          [t("deadline"), deadline],
          [t("kept"), t("keptSays", { succeeded: keptSuccessful ?? 0, failed: keptFailed ?? 0 })],
          ...templateFacts(cronJob.template, cronJob.namespace, (key) => t(key)),
          [t("labels"), <Labels key="labels" labels={cronJob.labels} />],
        ]}
      />
    </Card>
  );
}

"use client";
import { useTranslations } from "next-intl";
import { ConditionsCard } from "@/components/objects/ConditionsCard";
import { EventsCard } from "@/components/objects/EventsCard";
import { Facts, Labels } from "@/components/objects/Facts";
import { templateFacts } from "@/components/objects/templateFacts";
import { PodTable } from "@/components/pods/PodTable";
import { Card } from "@/components/ui/Card";
import { JobDuration } from "./JobDuration";
import type { JobDetail } from "./JobPage";
import { JobProgress } from "./JobProgress";
import { LastWords } from "./LastWords";

const withoutNamespace = ["namespace"] as const;

export function JobOverview({ job }: { job: JobDetail }) {
  const t = useTranslations("jobs");
  return (
    <>
      <JobFigures job={job} />
      <LastWords job={job} />
      <Card title={t("pods")} aside={job.pods.length > 0 ? job.pods.length : undefined}>
        <PodTable pods={job.pods} without={withoutNamespace} />
      </Card>
      <JobFacts job={job} />
      <EventsCard events={job.events} showsObject />
      <ConditionsCard conditions={job.conditions} />
    </>
  );
}

/** How much is done, who is at work, what failed, how long it takes. */
function JobFigures({ job }: { job: JobDetail }) {
  const t = useTranslations("jobs.figure");
  const { succeeded, completions, active, failed, startedAt, finishedAt } = job;
  const figures = [
    ["succeeded", succeeded],
    ["active", active],
    ["failed", failed],
    ["duration", <JobDuration key="duration" from={startedAt} to={finishedAt} />],
  ] as const;
  return (
    <div className="rounded-lg border border-line bg-raised">
      <dl className="grid grid-cols-4">
        {figures.map(([key, value]) => (
          <div key={key} className="border-l border-line px-3.5 py-2.5 first:border-0">
            <dt className="clip text-sm text-faint">{t(key)}</dt>
            <dd className="num text-xl font-semibold tracking-[-0.03em]">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="border-t border-line px-3.5 py-2.5">
        <JobProgress succeeded={succeeded} completions={completions} />
      </div>
    </div>
  );
}

function JobFacts({ job }: { job: JobDetail }) {
  const t = useTranslations("jobs.fact");
  const { parallelism, completions, backoffLimit, ttlSecondsAfterFinished, activeDeadlineSeconds } = job;
  const seconds = (value: number | undefined) => (value === undefined ? undefined : t("seconds", { value }));
  return (
    <Card title={t("title")}>
      <Facts
        facts={[
          [t("completions"), completions],
          [t("parallelism"), parallelism],
          [t("backoffLimit"), backoffLimit],
          [t("deadline"), seconds(activeDeadlineSeconds)],
          [t("ttl"), seconds(ttlSecondsAfterFinished)],
          ...templateFacts(job.template, job.namespace, (key) => t(key)),
          [t("labels"), <Labels key="labels" labels={job.labels} />],
        ]}
      />
    </Card>
  );
}

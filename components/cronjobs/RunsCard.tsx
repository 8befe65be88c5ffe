"use client";
import { useTranslations } from "next-intl";
import { Age } from "@/components/format/Age";
import { JobDuration } from "@/components/jobs/JobDuration";
import { statusWord } from "@/components/jobs/statusWord";
import { NameLink } from "@/components/lists/cells";
import { hrefOf } from "@/components/shell/places";
import { Card } from "@/components/ui/Card";
import { StatusMark } from "@/components/ui/StatusMark";
import { Table, Td, Th } from "@/components/ui/Table";
import type { CronJobDetail } from "./CronJobPage";

/** The Jobs that it made and that are still kept, the newest first. */
export function RunsCard({ runs }: { runs: CronJobDetail["runs"] }) {
  const t = useTranslations("cronJobs.run");
  const jobs = useTranslations("jobs");
  if (runs.length === 0)
    return (
      <Card title={t("title")}>
        <p className="px-3.5 py-2.5 text-faint">{t("none")}</p>
      </Card>
    );
  return (
    <Card title={t("title")}>
      <Table className="phone:min-w-max">
        <thead>
          <tr>
            <Th>{t("job")}</Th>
            <Th>{t("status")}</Th>
            <Th isFigure>{t("duration")}</Th>
            <Th isFigure>{t("age")}</Th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.key}>
              <Td className="max-w-80">
                <NameLink name={run.name} href={hrefOf({ kind: "Job", ...run })} />
              </Td>
              <Td>
                <StatusMark status={statusWord(jobs, run.status)} severity={run.severity} message={run.message} />
              </Td>
              <Td isFigure>
                <JobDuration from={run.startedAt} to={run.finishedAt} />
              </Td>
              <Td isFigure className="text-faint">
                <Age at={run.createdAt} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

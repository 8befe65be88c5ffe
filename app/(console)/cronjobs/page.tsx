import { CronJobsList } from "@/components/cronjobs/CronJobsList";

export default function CronJobsRoute() {
  return <CronJobsList />;
}

import { CronJobPage } from "@/components/cronjobs/CronJobPage";

export default function CronJobRoute() {
  return <CronJobPage />;
}

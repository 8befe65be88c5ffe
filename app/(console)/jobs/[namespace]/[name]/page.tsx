import { JobPage } from "@/components/jobs/JobPage";

export default function JobRoute() {
  return <JobPage />;
}

import { JobsList } from "@/components/jobs/JobsList";

export default function JobsRoute() {
  return <JobsList />;
}

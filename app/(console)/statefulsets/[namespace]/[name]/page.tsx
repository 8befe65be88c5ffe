import { StatefulSetPage } from "@/components/statefulsets/StatefulSetPage";

export default function StatefulSetRoute() {
  return <StatefulSetPage />;
}

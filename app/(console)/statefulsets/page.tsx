import { StatefulSetsList } from "@/components/statefulsets/StatefulSetsList";

export default function StatefulSetsRoute() {
  return <StatefulSetsList />;
}

import { DaemonSetsList } from "@/components/daemonsets/DaemonSetsList";

export default function DaemonSetsRoute() {
  return <DaemonSetsList />;
}

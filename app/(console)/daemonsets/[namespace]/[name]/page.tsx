import { DaemonSetPage } from "@/components/daemonsets/DaemonSetPage";

export default function DaemonSetRoute() {
  return <DaemonSetPage />;
}

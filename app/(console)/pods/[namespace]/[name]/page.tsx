import { PodPage } from "@/components/pods/PodPage";

export default function PodRoute() {
  return <PodPage />;
}

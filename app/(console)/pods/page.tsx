import { PodsList } from "@/components/pods/PodsList";

export default function PodsRoute() {
  return <PodsList />;
}

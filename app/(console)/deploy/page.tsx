import { DeployPage } from "@/components/deploy/DeployPage";

export default function DeployRoute() {
  return <DeployPage />;
}

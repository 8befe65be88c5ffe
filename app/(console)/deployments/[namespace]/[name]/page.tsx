import { DeploymentPage } from "@/components/deployments/DeploymentPage";

export default function DeploymentRoute() {
  return <DeploymentPage />;
}

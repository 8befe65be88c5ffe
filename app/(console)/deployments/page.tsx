import { DeploymentsList } from "@/components/deployments/DeploymentsList";

export default function DeploymentsRoute() {
  return <DeploymentsList />;
}

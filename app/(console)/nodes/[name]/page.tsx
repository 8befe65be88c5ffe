import { NodePage } from "@/components/nodes/NodePage";

export default function NodeRoute() {
  return <NodePage />;
}

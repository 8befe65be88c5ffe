import { NodesList } from "@/components/nodes/NodesList";

export default function NodesRoute() {
  return <NodesList />;
}

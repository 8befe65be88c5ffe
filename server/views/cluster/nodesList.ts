import { listIfAllowed, newest } from "../lists";
import { defineView } from "../view";
import { windowInput, windowOf } from "../window";
import { loadByNode, nodeCells, nodeRow } from "./nodeRow";

export const nodesList = defineView({
  name: "nodes.list",
  input: windowInput(["name", "status", "pods", "cpu", "memory", "age"]),
  refreshMs: 5_000,
  dependsOn: () => [{ kind: "Node" }, { kind: "Pod" }],
  async read(cluster, wanted, { usage }) {
    const nodes = await cluster.list("Node");
    const pods = await listIfAllowed(cluster, "Pod");
    const loads = loadByNode(pods.items);
    return windowOf(
      {
        items: nodes.items,
        resourceVersion: newest(nodes.resourceVersion, pods.resourceVersion),
        cells: (node) => nodeCells(node, loads.get(node.metadata.name)),
        project: (node) => nodeRow(node, loads.get(node.metadata.name), usage),
      },
      wanted,
    );
  },
});

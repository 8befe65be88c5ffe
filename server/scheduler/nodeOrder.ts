import type { Node } from "@/server/objects/types";

export function zoneOf(node: Node | undefined): string {
  return node?.metadata.labels?.["topology.kubernetes.io/zone"] ?? "";
}

/** The rows that hold a node, zones taking turns (Kubernetes' `nodeTree`): neighbours in this order lie in several zones. */
export function zonesInTurn(nodes: readonly (Node | undefined)[]): Int32Array {
  const zones = new Map<string, number[]>();
  nodes.forEach((node, row) => {
    if (!node) return;
    const rows = zones.get(zoneOf(node));
    if (rows) rows.push(row);
    else zones.set(zoneOf(node), [row]);
  });
  const lists = [...zones.values()];
  const order: number[] = [];
  const longest = lists.reduce((most, { length }) => Math.max(most, length), 0);
  for (let turn = 0; turn < longest; turn++)
    for (const list of lists) {
      const row = list[turn];
      if (row !== undefined) order.push(row);
    }
  return Int32Array.from(order);
}

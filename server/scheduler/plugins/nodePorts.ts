import type { FilterPlugin, Refusal } from "../framework";

const refused: Refusal = { reasons: ["node(s) didn't have free ports for the requested pod ports"], isFinal: false };

/** A hostPort is one pod's on a node. */
export const nodePorts: FilterPlugin = {
  name: "NodePorts",
  filter(pod, { hostPorts }) {
    if (pod.hostPorts.length === 0) return undefined;
    return { passes: (row) => pod.hostPorts.every((port) => hostPorts.isFree(row, port)), refusal: () => refused };
  },
  isHelpedBy(change, pod, { hostPorts }) {
    if (change.type === "NodeAdded") return true;
    return change.type === "PodRemoved" && pod.hostPorts.every((port) => hostPorts.isFree(change.row, port));
  },
};

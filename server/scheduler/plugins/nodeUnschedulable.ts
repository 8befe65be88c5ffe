import { type Taint, tolerates } from "@/server/objects/tolerations";
import type { FilterPlugin, Refusal } from "../framework";

const taint: Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };
const refused: Refusal = { reasons: ["node(s) were unschedulable"], isFinal: true };

/** Cordoned nodes take only pods that tolerate it (a DaemonSet's do). */
export const nodeUnschedulable: FilterPlugin = {
  name: "NodeUnschedulable",
  filter(pod, { rules }) {
    if (!rules.hasUnschedulable || pod.tolerations.some((one) => tolerates(one, taint))) return undefined;
    const cordoned = rules.unschedulable.values;
    return { passes: (row) => cordoned[row] === 0, refusal: () => refused };
  },
  isHelpedBy(change, _pod, { rules }) {
    return (
      (change.type === "NodeAdded" || change.type === "NodeUpdated") && rules.unschedulable.values[change.row] === 0
    );
  },
};

import type { GatePlugin } from "../framework";

/** A pod with scheduling gates waits until somebody has lifted them all. */
export const schedulingGates: GatePlugin = {
  name: "SchedulingGates",
  holds({ pod }) {
    const gates = pod.spec.schedulingGates ?? [];
    return gates.length === 0 ? undefined : "Scheduling is blocked due to non-empty scheduling gates";
  },
};

import { controllerOf } from "@/server/objects/meta";
import { isTerminal } from "@/server/objects/pods";
import type { Pod, ReplicaSet } from "@/server/objects/types";
import { podCells } from "../pods/podRow";
import { needsSomeone } from "../severity";
import type { WorkloadRow } from "./workloadRow";

/** The uids of the workloads whose every pod needs someone; a ReplicaSet's pods count as its Deployment's, too. */
export function failingWorkloads(pods: readonly Pod[], sets: readonly ReplicaSet[]): ReadonlySet<string> {
  const above = new Map(sets.map((set) => [set.metadata.uid, controllerOf(set)?.uid]));
  const [failing, others] = [new Set<string>(), new Set<string>()];
  for (const pod of pods) {
    const owner = controllerOf(pod)?.uid;
    if (owner === undefined || isTerminal(pod)) continue;
    const found = needsSomeone(podCells(pod).severity) ? failing : others;
    found.add(above.get(owner) ?? owner);
  }
  return new Set([...failing].filter((uid) => !others.has(uid)));
}

/** What rolls out with no pod that is ready, and none that could become so, does not look as if it came up. */
export function standingRow(row: WorkloadRow, failing: ReadonlySet<string>): WorkloadRow {
  if (row.status !== "Progressing" || row.ready > 0 || !failing.has(row.uid)) return row;
  return { ...row, status: "Unavailable", severity: "critical" };
}

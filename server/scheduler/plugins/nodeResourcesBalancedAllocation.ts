import { maxScore, type ScorePlugin } from "../framework";
import type { ResourceColumns } from "../nodeResources";

/** Prefers nodes on which CPU and memory would be used in like shares, so that neither is stranded. */
export const nodeResourcesBalancedAllocation: ScorePlugin = {
  name: "NodeResourcesBalancedAllocation",
  score(pod, { resources }) {
    if (pod.cpuMillis === 0 && pod.memoryBytes === 0) return undefined;
    return {
      score(row) {
        const cpu = shareOf(resources.cpu, row, pod.cpuMillis);
        const memory = shareOf(resources.memory, row, pod.memoryBytes);
        // The standard deviation of two shares is half of what lies between them.
        return Math.floor((1 - Math.abs(cpu - memory) / 2) * maxScore);
      },
    };
  },
};

function shareOf({ allocatable, requested }: ResourceColumns, row: number, asked: number): number {
  const capacity = allocatable.values[row] ?? 0;
  return capacity === 0 ? 1 : Math.min(1, ((requested.values[row] ?? 0) + asked) / capacity);
}

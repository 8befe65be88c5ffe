import type { FilterPlugin, Profile, ScorePlugin } from "./framework";
import { imageLocality } from "./plugins/imageLocality";
import { interPodAffinity } from "./plugins/interPodAffinity";
import { interPodAffinityScore } from "./plugins/interPodAffinityScore";
import { nodeAffinity } from "./plugins/nodeAffinity";
import { nodeName } from "./plugins/nodeName";
import { nodePorts } from "./plugins/nodePorts";
import { nodeResourcesBalancedAllocation } from "./plugins/nodeResourcesBalancedAllocation";
import { leastAllocated, mostAllocated, nodeResourcesFit } from "./plugins/nodeResourcesFit";
import { nodeUnschedulable } from "./plugins/nodeUnschedulable";
import { podTopologySpread } from "./plugins/podTopologySpread";
import { podTopologySpreadScore } from "./plugins/podTopologySpreadScore";
import { prioritySort } from "./plugins/prioritySort";
import { schedulingGates } from "./plugins/schedulingGates";
import { taintToleration } from "./plugins/taintToleration";
import { volumeBinding } from "./plugins/volumeBinding";

/** In Kubernetes' order: the first that refuses a node gives the reason. */
const filters: readonly FilterPlugin[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeBinding,
  podTopologySpread,
  interPodAffinity,
];

const scorers: readonly (readonly [ScorePlugin, number])[] = [
  [taintToleration, 3],
  [nodeAffinity, 2],
  [podTopologySpreadScore, 2],
  [interPodAffinityScore, 2],
  [nodeResourcesBalancedAllocation, 1],
  [imageLocality, 1],
];

/** Spreads the load: Kubernetes' default scheduler. */
export const defaultProfile: Profile = {
  schedulerName: "default-scheduler",
  queueSort: prioritySort,
  gates: [schedulingGates],
  filters,
  scorers: [...scorers, [leastAllocated, 1]],
};

/** Fills nodes one after another, so that whole nodes stay empty. */
export const packedProfile: Profile = {
  ...defaultProfile,
  schedulerName: "packed-scheduler",
  scorers: [...scorers.filter(([plugin]) => plugin !== nodeResourcesBalancedAllocation), [mostAllocated, 5]],
};

export const profiles: readonly Profile[] = [defaultProfile, packedProfile];

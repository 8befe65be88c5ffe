import type { Pod } from "../types";
import { fillHostPorts, fillPodSpec } from "./podSpec";

/** A pod, unlike a template, also asks for what it is limited to, and has its service links said. */
export function fillPod({ spec }: Pod): void {
  fillPodSpec(spec);
  if (spec.hostNetwork) fillHostPorts(spec);
  spec.enableServiceLinks ??= true;
  for (const { resources } of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    if (!resources?.limits) continue;
    resources.requests = { ...resources.limits, ...resources.requests };
  }
}

import type { Node, Pod } from "@/server/objects/types";
import { targetOf } from "./placement";

export interface World {
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly nowMs: number;
  /** Of the current template: what its pods are labelled with. */
  readonly updateHash: string;
}

export function groupByNode(pods: readonly Pod[]): Map<string, Pod[]> {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    const target = targetOf(pod);
    if (target === undefined) continue;
    const there = byNode.get(target);
    if (there) there.push(pod);
    else byNode.set(target, [pod]);
  }
  return byNode;
}

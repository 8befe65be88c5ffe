import type { Node, Pod, PodDisruptionBudget } from "@/server/objects/types";
import type { Profile } from "./framework";
import { defaultProfile } from "./registry";
import { type Placement, Snapshot } from "./snapshot";

type Built<T> = { build(): T };

export interface World {
  readonly nodes: readonly Built<Node>[];
  readonly pods?: readonly Built<Pod>[];
  readonly budgets?: readonly PodDisruptionBudget[];
}

/** For tests: where the scheduler puts the pod, or why nowhere. */
export function schedule(pod: Built<Pod>, world: World, profile: Profile = defaultProfile): Placement {
  const [placement] = snapshotOf(world).place([pod.build()], profile);
  if (!placement) throw new Error("one pod in, one placement out");
  return placement;
}

export function snapshotOf({ nodes, pods = [], budgets = [] }: World): Snapshot {
  return Snapshot.from(
    nodes.map((node) => node.build()),
    pods.map((pod) => pod.build()),
    { budgets },
  );
}

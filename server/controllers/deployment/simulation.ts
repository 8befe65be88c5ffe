import { isActive, isAvailable } from "@/server/objects/pods";
import type { Deployment, Pod, ReplicaSet } from "@/server/objects/types";
import { Serials } from "../names";
import { reconcile as reconcileSet } from "../replicaset/reconcile";
import { TestWorld } from "../testWorld";
import { reconcile } from "./reconcile";
import { newSetName } from "./replicaSets";

/** A Deployment with its ReplicaSets' controller and a kubelet, one step at a time: for tests of any order of events. */
export class Rollout {
  readonly world: TestWorld;
  readonly #serials = new Map<string, Serials>();

  constructor(deployment: Deployment) {
    this.world = new TestWorld(deployment);
  }

  get deployment(): Deployment {
    return this.world.one("Deployment");
  }

  get sets(): ReplicaSet[] {
    return this.world.all("ReplicaSet");
  }

  get active(): Pod[] {
    return this.world.all("Pod").filter(isActive);
  }

  get available(): Pod[] {
    return this.active.filter((pod) => isAvailable(pod, 0, this.world.nowMs));
  }

  change(edit: (deployment: Deployment) => void): void {
    const draft = structuredClone(this.deployment);
    edit(draft);
    draft.metadata.generation = (draft.metadata.generation ?? 1) + 1;
    this.world.put(draft);
  }

  /** The Deployment's controller looks once, and dies after so many writes. */
  roll(most?: number): number {
    const outcome = reconcile(this.deployment, {
      sets: this.sets,
      pods: this.world.all("Pod"),
      namesake: this.sets.find(({ metadata }) => metadata.name === newSetName(this.deployment)),
      nowMs: this.world.nowMs,
      timestamp: this.world.timestamp,
    });
    this.world.run(outcome, most);
    return outcome.actions.length + (outcome.afterwards?.(undefined).length ?? 0);
  }

  /** The ReplicaSet controller looks at one set, and dies after so many writes. */
  fill(set: ReplicaSet, most?: number): number {
    const { uid, name } = set.metadata;
    const pods = this.world.all("Pod").filter((pod) => pod.metadata.ownerReferences?.[0]?.uid === uid);
    const serials = this.#serials.get(uid) ?? new Serials();
    this.#serials.set(uid, serials);
    const isTaken = (pod: string) => this.world.has("Pod", pod);
    const podNames = pods.map(({ metadata }) => metadata.name);
    const outcome = reconcileSet(set, {
      pods,
      related: pods,
      nowMs: this.world.nowMs,
      timestamp: this.world.timestamp,
      names: (count) => serials.next({ base: name, uid }, podNames, count, isTaken),
    });
    this.world.run(outcome, most);
    return outcome.actions.length + (outcome.afterwards?.(undefined).length ?? 0);
  }

  /** The kubelet starts what waits and ends what is to go; `isGood` says which pods become ready. */
  serve(isGood: (pod: Pod) => boolean = () => true): number {
    let changes = 0;
    for (const pod of this.world.all("Pod")) {
      if (pod.metadata.deletionTimestamp) this.world.end(pod);
      else if (pod.status?.phase !== "Running" && isGood(pod)) this.world.becomeReady(pod);
      else continue;
      changes++;
    }
    return changes;
  }

  /** Until nobody has anything to do; throws when that does not come. */
  settle(isGood?: (pod: Pod) => boolean): void {
    for (let round = 0; round < 200; round++) {
      const writes = this.roll() + this.sets.reduce((sum, set) => sum + this.fill(set), 0) + this.serve(isGood);
      if (writes === 0) return;
    }
    throw new Error("the rollout did not settle");
  }
}

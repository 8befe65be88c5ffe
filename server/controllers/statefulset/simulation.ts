import { isDeleting } from "@/server/objects/meta";
import type { ControllerRevision, KubeObject, Pod, StatefulSet } from "@/server/objects/types";
import { claim } from "../children";
import { TestWorld } from "../testWorld";
import { claimKind } from "./claims";
import { ordinalOf } from "./identity";
import { isServing } from "./layout";
import { reconcile } from "./reconcile";

/** A StatefulSet with its controller and a kubelet, one step at a time: for tests of any order of events. */
export class Row {
  readonly world: TestWorld;
  readonly #hasClaims: boolean;

  constructor(set: StatefulSet, { hasClaims = false } = {}) {
    this.world = new TestWorld(set);
    this.#hasClaims = hasClaims;
  }

  get set(): StatefulSet {
    return this.world.one("StatefulSet");
  }

  /** By ordinal. */
  get pods(): Pod[] {
    return this.world.all("Pod").sort((left, right) => this.ordinal(left) - this.ordinal(right));
  }

  get names(): string[] {
    return this.pods.map(({ metadata }) => metadata.name);
  }

  get revisions(): ControllerRevision[] {
    return this.world.all("ControllerRevision");
  }

  get claims(): KubeObject[] {
    return this.world.all<string>(claimKind);
  }

  get images(): (string | undefined)[] {
    return this.pods.map(({ spec }) => spec.containers[0]?.image);
  }

  ordinal(pod: Pod): number {
    return ordinalOf(this.set, pod) ?? -1;
  }

  serves(pod: Pod): boolean {
    return isServing(this.set, pod, this.world.nowMs);
  }

  change(edit: (set: StatefulSet) => void): void {
    const draft = structuredClone(this.set);
    edit(draft);
    draft.metadata.generation = (draft.metadata.generation ?? 1) + 1;
    this.world.put(draft);
  }

  /** The controller looks once, and dies after so many writes; gives how many it wanted to make. */
  look(most?: number): number {
    const { owned } = claim(this.set, this.set.spec.selector, this.world.all("Pod"));
    const outcome = reconcile(this.set, {
      pods: owned,
      revisions: this.revisions,
      revisionNamed: (name) => this.revisions.find(({ metadata }) => metadata.name === name),
      findClaim: this.#hasClaims ? (name) => this.claims.find(({ metadata }) => metadata.name === name) : undefined,
      nowMs: this.world.nowMs,
    });
    this.world.run(outcome, most);
    return outcome.actions.length + (outcome.afterwards?.(undefined).length ?? 0);
  }

  /** The kubelet starts what waits and ends what is to go. */
  serve(isGood: (pod: Pod) => boolean = () => true): number {
    let changes = 0;
    for (const pod of this.pods) {
      if (isDeleting(pod)) this.world.end(pod);
      else if (pod.status?.phase !== "Running" && pod.status?.phase !== "Failed" && isGood(pod))
        this.world.becomeReady(pod);
      else continue;
      changes++;
    }
    return changes;
  }

  /** Until nobody has anything to do; throws when that does not come. */
  settle(): void {
    for (let round = 0; round < 300; round++) if (this.look() + this.serve() === 0) return;
    throw new Error("the set did not settle");
  }
}

import { conditionOf } from "@/server/objects/meta";
import { isActive } from "@/server/objects/pods";
import type { Job, Pod } from "@/server/objects/types";
import { Serials } from "../names";
import { TestWorld } from "../testWorld";
import { podBase } from "./jobPod";
import { reconcile } from "./reconcile";

/** A Job with its controller and a kubelet, one step at a time: for tests of any order of events. */
export class Run {
  readonly world: TestWorld;
  readonly #serials = new Serials();

  constructor(job: Job) {
    this.world = new TestWorld(job);
  }

  get job(): Job {
    return this.world.one("Job");
  }

  get pods(): Pod[] {
    return this.world.all("Pod");
  }

  get active(): Pod[] {
    return this.pods.filter(isActive);
  }

  get isOver(): boolean {
    return ["Complete", "Failed"].some((type) => this.condition(type)?.status === "True");
  }

  condition(type: string) {
    return conditionOf(this.job.status?.conditions, type);
  }

  change(edit: (job: Job) => void): void {
    const draft = structuredClone(this.job);
    edit(draft);
    this.world.put(draft);
  }

  /** The controller looks once, and dies after so many writes; gives how many it wanted to make, and when it looks again. */
  look(most?: number): { writes: number; retryAfterMs: number | undefined } {
    const { job, pods } = this;
    const { uid } = job.metadata;
    const outcome = reconcile(job, {
      pods,
      nowMs: this.world.nowMs,
      timestamp: this.world.timestamp,
      names: (count, index) => {
        const names = pods.map(({ metadata }) => metadata.name);
        const owner = { base: podBase(job, index), uid: index === undefined ? uid : `${uid}/${index}` };
        return this.#serials.next(owner, names, count, (name) => this.world.has("Pod", name));
      },
    });
    this.world.run(outcome, most);
    return { writes: outcome.actions.length, retryAfterMs: outcome.retryAfterMs };
  }

  /** The pod ends with this exit code. */
  finish(pod: Pod, exitCode = 0): void {
    const terminated = { exitCode, finishedAt: this.world.timestamp };
    const status = { name: "main", image: "", imageID: "", ready: false, restartCount: 0, state: { terminated } };
    this.world.setPod(pod, { phase: exitCode === 0 ? "Succeeded" : "Failed", containerStatuses: [status] });
  }

  /** Looks, and lets the kubelet end what is to go, until nobody has anything to do; time does not pass. */
  settle(): void {
    for (let round = 0; round < 100; round++) {
      const leaving = this.pods.filter(({ metadata }) => metadata.deletionTimestamp && !metadata.finalizers?.length);
      for (const pod of leaving) this.world.end(pod);
      if (this.look().writes + leaving.length === 0) return;
    }
    throw new Error("the job did not settle");
  }
}

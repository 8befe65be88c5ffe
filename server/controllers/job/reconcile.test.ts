import { describe, expect, it } from "vitest";
import { aJob } from "@/server/objects/builders";
import type { JobBuilder } from "@/server/objects/builders/workloadBuilder";
import type { Job } from "@/server/objects/types";
import { Run } from "./simulation";

function running(job: JobBuilder): Run {
  const run = new Run(job.build());
  run.settle();
  return run;
}
const withSpec = (job: JobBuilder, spec: Partial<Job["spec"]>) => job.with((draft) => Object.assign(draft.spec, spec));
type Rules = NonNullable<Job["spec"]["podFailurePolicy"]>["rules"];
const namesOf = (run: Run) => run.active.map(({ metadata }) => metadata.name);

describe("a Job", () => {
  it("runs as many pods at once as its parallelism, until enough succeeded", () => {
    const run = running(aJob("sums").completing(3, 2));
    expect(run.active).toHaveLength(2);
    for (let left = 3; left > 0; left--) {
      const [pod] = run.active;
      if (pod) run.finish(pod);
      run.settle();
      expect(run.active).toHaveLength(Math.min(2, left - 1));
    }
    expect(run.condition("Complete")).toMatchObject({
      status: "True",
      reason: "CompletionsReached",
      message: "Reached expected number of succeeded pods",
    });
    expect(run.job.status).toMatchObject({ succeeded: 3, failed: 0, active: 0, completionTime: run.world.timestamp });
    expect(run.pods.every(({ metadata }) => !metadata.finalizers?.length)).toBe(true);
  });

  it("is complete as soon as a rule of its success policy is met, and stops what still runs", () => {
    const indexed = aJob("ranks").completing(4, 4);
    const rules = [{ succeededCount: 3 }, { succeededIndexes: "1-2", succeededCount: 1 }];
    const run = running(withSpec(indexed, { completionMode: "Indexed", successPolicy: { rules } }));
    const second = run.active.find(
      ({ metadata }) => metadata.annotations?.["batch.kubernetes.io/job-completion-index"] === "1",
    );
    if (second) run.finish(second);
    run.settle();
    expect(run.active).toEqual([]);
    expect(run.condition("Complete")).toMatchObject({
      status: "True",
      reason: "SuccessPolicy",
      message: "Matched rules at index 1",
    });
    expect(run.job.status).toMatchObject({ succeeded: 1, completedIndexes: "1" });
  });

  it("waits 10 s after a failure, twice as long after the next, and fails beyond its backoffLimit", () => {
    const run = running(aJob("sums").failingAfter(1));
    const fail = () => {
      const [pod] = run.active;
      if (pod) run.finish(pod, 1);
      run.settle();
    };
    fail();
    expect([run.active.length, run.look().retryAfterMs]).toEqual([0, 10_000]);
    run.world.nowMs += 10_000;
    run.settle();
    expect(run.active).toHaveLength(1);
    fail();
    expect(run.condition("Failed")).toMatchObject({
      status: "True",
      reason: "BackoffLimitExceeded",
      message: "Job has reached the specified backoff limit",
    });
    expect(run.job.status).toMatchObject({ failed: 2, active: 0 });
  });

  it("ends its pods and fails when its deadline has passed", () => {
    const run = running(withSpec(aJob("sums").completing(2, 2), { activeDeadlineSeconds: 60 }));
    expect(run.look().retryAfterMs).toBe(60_000);
    run.world.nowMs += 60_000;
    run.settle();
    expect(run.pods).toEqual([]);
    expect(run.condition("Failed")).toMatchObject({
      reason: "DeadlineExceeded",
      message: "Job was active longer than specified deadline",
    });
  });

  it("withdraws its pods while it is suspended, counts none of them as failed, and starts anew", () => {
    const run = running(aJob("sums").completing(2, 2));
    run.change(({ spec }) => {
      spec.suspend = true;
    });
    run.settle();
    expect(run.active).toEqual([]);
    expect(run.condition("Suspended")).toMatchObject({ status: "True", reason: "JobSuspended" });
    run.change(({ spec }) => {
      spec.suspend = false;
    });
    run.settle();
    expect(run.active).toHaveLength(2);
    expect(run.condition("Suspended")).toMatchObject({ status: "False", reason: "JobResumed" });
    expect(run.job.status?.failed).toBe(0);
  });

  it("gives each index of an Indexed job one pod that succeeds, and says which are done", () => {
    const run = running(withSpec(aJob("sums").completing(4, 4), { completionMode: "Indexed" }));
    expect(namesOf(run).map((name) => name.replace(/-\w{5}$/, ""))).toEqual(["sums-0", "sums-1", "sums-2", "sums-3"]);
    const [zero, one, , three] = run.active;
    for (const pod of [zero, one, three]) if (pod) run.finish(pod);
    run.settle();
    expect(run.job.status).toMatchObject({ completedIndexes: "0,1,3", succeeded: 3, active: 1 });
    expect(run.active[0]?.metadata.annotations).toMatchObject({ "batch.kubernetes.io/job-completion-index": "2" });
  });

  it("fails at once where its failure policy says so", () => {
    const rules: Rules = [{ action: "FailJob", onExitCodes: { operator: "In", values: [42] } }];
    const run = running(withSpec(aJob("sums"), { podFailurePolicy: { rules } }));
    const [pod] = run.active;
    if (pod) run.finish(pod, 42);
    run.settle();
    expect(run.condition("Failed")).toMatchObject({
      reason: "PodFailurePolicy",
      message: expect.stringMatching(
        /^Container main for pod default\/sums-\w+ failed with exit code 42 matching FailJob rule at index 0$/,
      ),
    });
  });

  it("goes when its time to live after its end is over", () => {
    const run = running(withSpec(aJob("sums"), { ttlSecondsAfterFinished: 30 }));
    const [pod] = run.active;
    if (pod) run.finish(pod);
    run.settle();
    expect(run.look().retryAfterMs).toBe(30_000);
    run.world.nowMs += 30_000;
    run.look();
    expect(run.world.all("Job")).toEqual([]);
  });
});

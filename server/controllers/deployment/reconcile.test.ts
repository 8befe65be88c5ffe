import { describe, expect, it } from "vitest";
import { aDeployment } from "@/server/objects/builders";
import { conditionOf } from "@/server/objects/meta";
import type { Deployment } from "@/server/objects/types";
import { reconcile } from "./reconcile";
import { Rollout } from "./simulation";

const image = (name: string) => (deployment: Deployment) => {
  const [first] = deployment.spec.template.spec?.containers ?? [];
  if (first) first.image = name;
};
const scaledTo = (replicas: number) => (deployment: Deployment) => {
  deployment.spec.replicas = replicas;
};

function settled(deployment: Deployment): Rollout {
  const rollout = new Rollout(deployment);
  rollout.settle();
  return rollout;
}

describe("Deployment", () => {
  it("makes a ReplicaSet named after its template's hash, with the label, the selector and revision 1", () => {
    const rollout = settled(aDeployment("web").replicas(3).build());
    const [set] = rollout.sets;
    const hash = set?.metadata.labels?.["pod-template-hash"] ?? "";
    expect(set?.metadata.name).toBe(`web-${hash}`);
    expect(set?.spec.selector.matchLabels).toEqual({ app: "web", "pod-template-hash": hash });
    expect(rollout.active.every(({ metadata }) => metadata.labels?.["pod-template-hash"] === hash)).toBe(true);
    expect(rollout.deployment.metadata.annotations).toEqual({ "deployment.kubernetes.io/revision": "1" });
  });

  it("reports what Kubernetes reports when it is complete", () => {
    const { status } = settled(aDeployment("web").replicas(3).build()).deployment;
    expect(status).toMatchObject({
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
    expect(conditionOf(status?.conditions, "Available")).toMatchObject({
      status: "True",
      reason: "MinimumReplicasAvailable",
    });
    expect(conditionOf(status?.conditions, "Progressing")).toMatchObject({
      status: "True",
      reason: "NewReplicaSetAvailable",
    });
  });

  it("keeps the old pods serving while the new ones never become ready, and says so at the deadline", () => {
    const rollout = settled(aDeployment("web").replicas(4).rolling(1, 0).build());
    rollout.change(image("bad:2"));
    rollout.settle((pod) => pod.spec.containers[0]?.image !== "bad:2");
    expect(rollout.available).toHaveLength(4);
    expect(rollout.active).toHaveLength(5);
    rollout.world.nowMs += 601_000;
    rollout.settle((pod) => pod.spec.containers[0]?.image !== "bad:2");
    expect(conditionOf(rollout.deployment.status?.conditions, "Progressing")).toMatchObject({
      status: "False",
      reason: "ProgressDeadlineExceeded",
      message: expect.stringMatching(/^ReplicaSet "web-\w+" has timed out progressing\.$/),
    });
  });

  it("goes back to an old template by its old ReplicaSet, under a new revision", () => {
    const rollout = settled(aDeployment("web").replicas(2).running("web:1").build());
    const [first] = rollout.sets;
    rollout.change(image("web:2"));
    rollout.settle();
    rollout.change(image("web:1"));
    rollout.settle();
    expect(rollout.sets).toHaveLength(2);
    const back = rollout.sets.find(({ metadata }) => metadata.name === first?.metadata.name);
    expect(back?.spec.replicas).toBe(2);
    expect(back?.metadata.annotations).toMatchObject({
      "deployment.kubernetes.io/revision": "3",
      "deployment.kubernetes.io/revision-history": "1",
    });
    expect(rollout.deployment.metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("3");
  });

  it("keeps revisionHistoryLimit old sets and forgets the oldest", () => {
    const rollout = settled(
      aDeployment("web")
        .with(({ spec }) => {
          spec.revisionHistoryLimit = 1;
        })
        .build(),
    );
    for (const version of [2, 3, 4]) {
      rollout.change(image(`web:${version}`));
      rollout.settle();
    }
    const revisions = rollout.sets.map(({ metadata }) => metadata.annotations?.["deployment.kubernetes.io/revision"]);
    expect(revisions.sort()).toEqual(["3", "4"]);
  });

  it("does not roll while it is paused, but scales, and goes on when it is resumed", () => {
    const rollout = settled(aDeployment("web").replicas(2).build());
    rollout.change((deployment) => {
      deployment.spec.paused = true;
      image("web:2")(deployment);
      deployment.spec.replicas = 4;
    });
    rollout.settle();
    expect(rollout.sets).toHaveLength(1);
    expect(rollout.available).toHaveLength(4);
    expect(conditionOf(rollout.deployment.status?.conditions, "Progressing")?.reason).toBe("DeploymentPaused");
    rollout.change((deployment) => {
      deployment.spec.paused = false;
    });
    rollout.settle();
    expect(rollout.available.every((pod) => pod.spec.containers[0]?.image === "web:2")).toBe(true);
  });

  it("shares a resize in the middle of a roll out in proportion", () => {
    const rollout = settled(aDeployment("web").replicas(10).rolling(3, 2).build());
    rollout.change(image("bad:2"));
    rollout.settle((pod) => pod.spec.containers[0]?.image !== "bad:2");
    const sizes = () => rollout.sets.map(({ spec }) => spec.replicas);
    expect(sizes()).toEqual([8, 5]);
    rollout.change(scaledTo(15));
    rollout.settle((pod) => pod.spec.containers[0]?.image !== "bad:2");
    // The example of Kubernetes' documentation ("Proportional scaling"): 3 to the larger, 2 to the smaller set.
    expect(sizes()).toEqual([11, 7]);
  });

  it("with Recreate makes no new pod before the last old one has ended", () => {
    const rollout = settled(aDeployment("web").replicas(2).recreating().build());
    rollout.change(image("web:2"));
    for (let round = 0; round < 10; round++) {
      rollout.roll();
      for (const set of rollout.sets) rollout.fill(set);
    }
    expect(rollout.world.all("Pod").every(({ spec }) => spec.containers[0]?.image !== "web:2")).toBe(true);
    rollout.settle();
    expect(rollout.available.map(({ spec }) => spec.containers[0]?.image)).toEqual(["web:2", "web:2"]);
  });

  it("hashes with a count where the name of its new set is another's", () => {
    const deployment = aDeployment("web").build();
    const rollout = new Rollout(deployment);
    rollout.roll();
    const [set] = rollout.sets;
    const foreign = set && { ...set, metadata: { ...set.metadata, uid: "other", ownerReferences: [] } };
    const outcome = reconcile(deployment, {
      sets: [],
      pods: [],
      namesake: foreign,
      nowMs: 0,
      timestamp: "2026-01-01T00:00:00Z",
    });
    expect(outcome.actions).toMatchObject([
      { do: "update", subresource: "status", object: { status: { collisionCount: 1 } } },
    ]);
  });

  it("tells of each resize in Kubernetes' words", () => {
    const deployment = aDeployment("web").replicas(3).build();
    const outcome = reconcile(deployment, {
      sets: [],
      pods: [],
      namesake: undefined,
      nowMs: 0,
      timestamp: "2026-01-01T00:00:00Z",
    });
    const notes = outcome.actions.flatMap((action) => (action.note ? [action.note] : []));
    expect(notes).toMatchObject([
      { reason: "ScalingReplicaSet", message: expect.stringMatching(/^Scaled up replica set web-\w+ from 0 to 3$/) },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { aDeployment, anEvent, aPod, aReplicaSet } from "@/server/objects/builders";
import type { Deployment, Pod } from "@/server/objects/types";
import { podTrouble } from "./podTrouble";
import { workloadStatus } from "./workloadStatus";

type Condition = NonNullable<NonNullable<Deployment["status"]>["conditions"]>[number];

function web(replicas: number, updatedReplicas: number, ...conditions: Partial<Condition>[]) {
  return aDeployment("web")
    .with((draft) => {
      draft.spec.replicas = replicas;
      draft.status = { observedGeneration: 1, updatedReplicas, conditions: conditions as Condition[] };
    })
    .build();
}

const setOf = (deployment: Deployment, revision: string) =>
  aReplicaSet(`web-${revision}`)
    .ownedBy(deployment)
    .annotated({ "deployment.kubernetes.io/revision": revision })
    .build();
const late = {
  type: "Progressing",
  status: "False",
  reason: "ProgressDeadlineExceeded",
  message: "timed out",
} as const;

function stand(deployment: Deployment, old: ReturnType<typeof aPod>[], fresh: ReturnType<typeof aPod>[]) {
  const sets = [setOf(deployment, "1"), setOf(deployment, "2")] as const;
  const pods: Pod[] = [
    ...old.map((pod) => pod.ownedBy(sets[0]).build()),
    ...fresh.map((pod) => pod.ownedBy(sets[1]).build()),
  ];
  return workloadStatus(deployment, { sets: [...sets], pods });
}

describe("a Deployment's state in a sentence", () => {
  it("is ready when all its pods are", () => {
    const { state, says } = stand(web(2, 2), [], [aPod("a").ready(), aPod("b").ready()]);
    expect([state, says]).toEqual(["ready", "2 of 2 pods ready"]);
  });

  it("says how far a rollout is, and what holds it up", () => {
    const broken = aPod("web-2-x").with((draft) => {
      draft.status = {
        phase: "Pending",
        conditions: [
          { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/1 nodes are available." },
        ],
      };
    });
    const { state, says, troubles } = stand(web(3, 1), [aPod("a").ready(), aPod("b").ready()], [broken]);
    expect(state).toBe("rolling");
    expect(says).toBe("rolling out: 1 of 3 updated; web-2-x has no node: 0/1 nodes are available.");
    expect(troubles.map(({ kind }) => kind)).toEqual(["unschedulable"]);
  });

  it("says that a rollout stopped, and that the old version keeps serving", () => {
    const { state, says } = stand(web(2, 1, late), [aPod("a").ready(), aPod("b").ready()], []);
    expect(state).toBe("stopped");
    expect(says).toBe("stopped: 1 of 2 updated, no progress for 600 s, 2 pods of the old version keep serving");
  });

  it("says that pods cannot be made", () => {
    const failure = {
      type: "ReplicaFailure",
      status: "True",
      reason: "FailedCreate",
      message: "quota exceeded",
    } as const;
    expect(stand(web(2, 0, failure), [], []).says).toBe("stopped: pods cannot be made: quota exceeded");
  });

  it("is empty when scaled to zero, and rolling until the engine has seen the change", () => {
    expect(stand(web(0, 0), [], []).says).toBe("scaled to 0: no pods");
    const changed = aDeployment("web")
      .atGeneration(2)
      .with((draft) => {
        draft.status = { observedGeneration: 1, updatedReplicas: 1 };
      });
    expect(stand(changed.build(), [], []).state).toBe("rolling");
  });
});

describe("what keeps a pod from being ready", () => {
  const withStatus = (status: object) =>
    aPod("web-1")
      .unready()
      .with((draft) => {
        const [first] = draft.status?.containerStatuses ?? [];
        Object.assign(first ?? {}, status);
      });

  it("is a crash, with how it last ended", () => {
    const pod = withStatus({
      state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 10s" } },
      lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
    });
    expect(podTrouble(pod.build())?.says).toBe(
      "keeps crashing in container main: it last ended with exit code 137 (OOMKilled)",
    );
  });

  it("is an image that cannot be had", () => {
    const pod = withStatus({ state: { waiting: { reason: "ImagePullBackOff", message: "no such image" } } });
    expect(podTrouble(pod.build())?.says).toBe("cannot start container main: ImagePullBackOff: no such image");
  });

  it("is its readiness probe, with what the probe heard", () => {
    const pod = aPod("web-1").unready().build();
    const { uid, name, namespace } = pod.metadata;
    const event = anEvent("e", { kind: "Pod", uid, name, namespace })
      .with((draft) => {
        draft.reason = "Unhealthy";
        draft.message = "Readiness probe failed: HTTP probe failed with statuscode: 500";
      })
      .build();
    expect(podTrouble(pod, [event])?.says).toBe("fails its readiness probe: HTTP probe failed with statuscode: 500");
  });

  it("is nothing for a pod that is ready, starting or leaving", () => {
    expect(podTrouble(aPod().ready().build())).toBeUndefined();
    expect(podTrouble(withStatus({ state: { waiting: { reason: "ContainerCreating" } } }).build())).toBeUndefined();
    expect(podTrouble(aPod().unready().deletedAt("2026-01-01T00:00:00Z").build())).toBeUndefined();
  });
});

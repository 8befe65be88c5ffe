import { describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import { aPod } from "@/server/objects/builders";
import type { Manifest } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import { openReferences } from "./references";

function open() {
  const clock = new FakeClock(Date.parse("2026-01-01T00:00:00Z"));
  const asked: Manifest[] = [];
  const state: { failure?: ClusterError } = {};
  const cluster = {
    ask: async (question: Manifest) => {
      if (state.failure) throw state.failure;
      asked.push(question);
      const { expirationSeconds } = question.spec as { expirationSeconds: number };
      const expirationTimestamp = new Date(clock.now() + expirationSeconds * 1000).toISOString();
      return { status: { token: `token-${asked.length}`, expirationTimestamp } };
    },
  } as unknown as Cluster;
  return { clock, asked, state, references: openReferences(cluster, clock) };
}
const pod = aPod("web").build();
const wanted = { expirationSeconds: 1000 };

describe("a pod's token", () => {
  it("is bound to the pod, and kept until a fifth of its time is left", async () => {
    const { references, clock, asked } = open();
    expect(await references.token(pod, wanted)).toBe("token-1");
    expect(asked[0]?.spec).toMatchObject({ boundObjectRef: { kind: "Pod", name: "web", uid: pod.metadata.uid } });
    await clock.advance(799_000);
    expect(await references.token(pod, wanted)).toBe("token-1");
    await clock.advance(2_000);
    expect(await references.token(pod, wanted)).toBe("token-2");
  });

  it("is another one for another audience", async () => {
    const { references } = open();
    expect(await references.token(pod, wanted)).toBe("token-1");
    expect(await references.token(pod, { ...wanted, audience: "vault" })).toBe("token-2");
  });

  it("stays the old one while the control plane is away, but not once it is over", async () => {
    const { references, clock, state } = open();
    await references.token(pod, wanted);
    state.failure = new ClusterError("Unavailable", { says: "away" });
    await clock.advance(900_000);
    expect(await references.token(pod, wanted)).toBe("token-1");
    await clock.advance(101_000);
    await expect(references.token(pod, wanted)).rejects.toThrow("away");
  });

  it("is gone at once when the pod may have none any more", async () => {
    const { references, clock, state } = open();
    await references.token(pod, wanted);
    state.failure = new ClusterError("Forbidden", { says: "no" });
    await clock.advance(900_000);
    await expect(references.token(pod, wanted)).rejects.toThrow("no");
  });
});

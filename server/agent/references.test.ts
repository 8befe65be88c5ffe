import { describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import { aPod } from "@/server/objects/builders";
import type { Manifest, Pod } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import { openReferences, readOnce } from "./references";

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
  it("is forgotten with its pod", async () => {
    const { references } = open();
    await references.token(pod, wanted);
    references.keepFor([pod]);
    expect(await references.token(pod, wanted)).toBe("token-1");
    references.keepFor([]);
    expect(await references.token(pod, wanted)).toBe("token-2");
  });

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

/** A cluster whose objects are all there; what was read of it, and whether it answers. */
function openObjects() {
  const reads: string[] = [];
  const state = { isAway: false };
  const cluster = {
    get: async (kind: string, { namespace, name }: { namespace?: string; name: string }) => {
      if (state.isAway) throw new ClusterError("Unavailable", { says: "away" });
      reads.push(`${kind} ${name}`);
      const spec = kind === "PersistentVolumeClaim" ? { volumeName: `pv-${name}` } : {};
      return { kind, metadata: { namespace, name }, spec };
    },
  } as unknown as Cluster;
  return { reads, state, references: openReferences(cluster, new FakeClock()) };
}

const referring = (volumes: NonNullable<Pod["spec"]["volumes"]>): Pod => ({ ...pod, spec: { ...pod.spec, volumes } });

describe("what pods refer to", () => {
  it("is read once in a round, however many of them refer to it", async () => {
    const { reads, references } = openObjects();
    const round = readOnce(references);
    await Promise.all([1, 2, 3].map(() => round.configMap("default", "kube-root-ca.crt")));
    await round.configMap("default", "kube-root-ca.crt");
    expect(reads).toEqual(["ConfigMap kube-root-ca.crt"]);
    await readOnce(references).configMap("default", "kube-root-ca.crt");
    expect(reads).toHaveLength(2);
  });

  it("is kept for an absence of the control plane as long as a pod refers to it, and forgotten then", async () => {
    const { state, references } = openObjects();
    const read = async () => {
      await references.configMap("default", "used");
      await references.configMap("default", "old");
      await references.claim("default", "data");
      await references.volume("pv-data");
    };
    await read();
    const volumes = [
      { name: "a", configMap: { name: "used" } },
      { name: "b", persistentVolumeClaim: { claimName: "data" } },
    ];
    references.keepFor([referring(volumes)]);
    state.isAway = true;
    expect((await references.configMap("default", "used"))?.metadata.name).toBe("used");
    expect((await references.volume("pv-data"))?.metadata.name).toBe("pv-data");
    await expect(references.configMap("default", "old")).rejects.toThrow("away");
    for (let round = 0; round < 2; round++) references.keepFor([referring([])]);
    await expect(references.volume("pv-data")).rejects.toThrow("away");
  });
});

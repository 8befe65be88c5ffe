import { describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { ClusterError, type Reason } from "@/server/lib/errors";
import { aPod } from "@/server/objects/builders";
import type { Pod } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import { bindPod } from "./binder";

const pod = aPod("web").build();
const clock = new FakeClock();

/** A cluster whose binding fails like this, and where the pod then reads like that. */
function clusterThat(fails: Reason | undefined, reads: Pod | Reason = pod): Cluster {
  const says = "no";
  return {
    bind: async () => {
      if (fails) throw new ClusterError(fails, { says });
    },
    get: async () => {
      if (typeof reads === "string") throw new ClusterError(reads, { says });
      return reads;
    },
  } as unknown as Cluster;
}

const bind = (cluster: Cluster) => bindPod(pod, "a", { cluster, clock, signal: new AbortController().signal });

describe("a binding", () => {
  it("is done when the engine says so", async () => {
    expect(await bind(clusterThat(undefined))).toEqual({ isBound: true });
  });

  it("is not done when it was refused", async () => {
    expect((await bind(clusterThat("Conflict"))).isBound).toBe(false);
  });

  it("is found out by reading when the answer was lost", async () => {
    expect((await bind(clusterThat("OutcomeUnknown", aPod("web").onNode("a").build()))).isBound).toBe(true);
    expect((await bind(clusterThat("OutcomeUnknown", aPod("web").onNode("b").build()))).isBound).toBe(false);
    expect((await bind(clusterThat("Timeout"))).isBound).toBe(false);
    expect((await bind(clusterThat("Timeout", "NotFound"))).isBound).toBe(false);
  });
});

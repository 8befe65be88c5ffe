import { describe, expect, it } from "vitest";
import { aPod } from "@/server/objects/builders";
import type { Pod } from "@/server/objects/types";
import { deletionOrder, podsPerNode } from "./ranking";

const nowMs = Date.parse("2026-01-02T00:00:00Z");
const order = (pods: readonly Pod[]) =>
  deletionOrder(pods, podsPerNode(pods), nowMs).map(({ metadata }) => metadata.name);

describe("deletion order", () => {
  it("takes the unassigned first, then the pending, then the unready, then the ready", () => {
    const ready = aPod("ready").onNode("a").ready().build();
    const unready = aPod("unready").onNode("b").unready().build();
    const pending = aPod("pending").onNode("c").build();
    const unassigned = aPod("unassigned").build();
    expect(order([ready, unready, pending, unassigned])).toEqual(["unassigned", "pending", "unready", "ready"]);
  });

  it("takes the cheaper by pod-deletion-cost before all that is not about being up", () => {
    const cheap = aPod("cheap")
      .onNode("a")
      .annotated({ "controller.kubernetes.io/pod-deletion-cost": "-5" })
      .ready()
      .build();
    const doubled = [aPod("one").onNode("b").ready().build(), aPod("two").onNode("b").ready().build()];
    expect(order([...doubled, cheap])[0]).toBe("cheap");
  });

  it("takes pods that share a node before one that is alone on its own", () => {
    const alone = aPod("alone").onNode("a").ready().build();
    const doubled = [aPod("one").onNode("b").ready().build(), aPod("two").onNode("b").ready().build()];
    expect(order([alone, ...doubled]).at(-1)).toBe("alone");
  });

  it("takes the one that became ready last, where the ages differ by a power of two", () => {
    const old = aPod("old").onNode("a").ready("2026-01-01T00:00:00Z").build();
    const young = aPod("young").onNode("b").ready("2026-01-01T23:59:00Z").build();
    expect(order([old, young])).toEqual(["young", "old"]);
  });
});

import { describe, expect, it } from "vitest";
import { aPod } from "@/server/objects/builders";
import { neverBound, tooManyTerminated } from "./reconcile";

const namesOf = (actions: ReturnType<typeof neverBound>) =>
  actions.flatMap((action) => (action.do === "delete" ? [action.object.metadata.name] : []));

describe("the pods' collector", () => {
  it("forgets the oldest ended pods beyond the threshold, and no pod that runs", () => {
    const pods = [
      aPod("new").inPhase("Failed").createdAt("2026-01-03T00:00:00Z").build(),
      aPod("old").inPhase("Succeeded").createdAt("2026-01-01T00:00:00Z").build(),
      aPod("running").onNode("a").ready().createdAt("2025-01-01T00:00:00Z").build(),
      aPod("older").inPhase("Failed").createdAt("2025-12-01T00:00:00Z").build(),
    ];
    expect(namesOf(tooManyTerminated(pods, 1))).toEqual(["older", "old"]);
    expect(tooManyTerminated(pods, 3)).toEqual([]);
  });

  it("removes pods that were deleted before any node had them", () => {
    const deletedAt = "2026-01-01T00:00:00Z";
    const pods = [aPod("waiting").build(), aPod("gone").deletedAt(deletedAt).build()];
    expect(namesOf(neverBound([...pods, aPod("bound").onNode("a").deletedAt(deletedAt).build()]))).toEqual(["gone"]);
  });
});

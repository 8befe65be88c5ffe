import { describe, expect, it } from "vitest";
import { drainProgress } from "./drainProgress";

describe("a drain's progress", () => {
  it("tells pods that are gone from those that stop and those that wait", () => {
    const leaving = ["a", "b", "c"].map((uid) => ({ uid }));
    const progress = drainProgress(leaving, [
      { uid: "b", status: "Terminating" },
      { uid: "c", status: "Running" },
    ]);
    expect(progress.pods.map(({ state }) => state)).toEqual(["gone", "stopping", "here"]);
    expect(progress).toMatchObject({ gone: 1, total: 3 });
  });

  it("does not count a new pod of the same name as the old one", () => {
    expect(drainProgress([{ uid: "old" }], [{ uid: "new", status: "Running" }]).gone).toBe(1);
  });
});

import { describe, expect, it } from "vitest";
import { openBlockers } from "./drainConsents";

const blockers = [{ kind: "unmanaged" }, { kind: "emptyDir" }, { kind: "budget" }] as const;

describe("what stands in a drain's way", () => {
  it("stays until it is agreed to, each kind by its own consent", () => {
    const kinds = (force: boolean, deleteEmptyDirData: boolean) =>
      openBlockers(blockers, { force, deleteEmptyDirData }).map(({ kind }) => kind);
    expect(kinds(false, false)).toEqual(["unmanaged", "emptyDir", "budget"]);
    expect(kinds(true, false)).toEqual(["emptyDir", "budget"]);
    expect(kinds(true, true)).toEqual(["budget"]);
  });
});

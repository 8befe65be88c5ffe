import { describe, expect, it } from "vitest";
import { counterKey, SeenChanges } from "./seenChanges";

const pod = (revision: number, count: number, uid = "a") => ({
  metadata: { uid, name: "web", resourceVersion: String(revision), annotations: { [counterKey]: String(count) } },
});

type Told = Parameters<SeenChanges["take"]>;

function faultsOf(...told: readonly Told[]): readonly string[] {
  const seen = new SeenChanges();
  for (const [verb, object] of told) seen.take(verb, object);
  return seen.faults;
}

describe("what an informer told", () => {
  it("has no fault where each change came once, in order", () => {
    expect(
      faultsOf(["add", pod(1, 0)], ["update", pod(2, 1)], ["update", pod(3, 1)], ["delete", pod(4, 1)]),
    ).toHaveLength(0);
  });

  it.each<[string, Told[]]>([
    [
      "a change is missing",
      [
        ["add", pod(1, 0)],
        ["update", pod(3, 2)],
      ],
    ],
    [
      "no newer revision",
      [
        ["add", pod(2, 0)],
        ["update", pod(2, 0)],
      ],
    ],
    [
      "no newer revision",
      [
        ["add", pod(3, 0)],
        ["update", pod(2, 0)],
      ],
    ],
    [
      "it was added before",
      [
        ["add", pod(1, 0)],
        ["add", pod(2, 0)],
      ],
    ],
    ["it was never added", [["update", pod(1, 0)]]],
    [
      "it was deleted before",
      [
        ["add", pod(1, 0)],
        ["delete", pod(2, 0)],
        ["add", pod(3, 0)],
      ],
    ],
    ["its first changes are missing", [["add", pod(1, 2)]]],
  ])("has the fault %s", (fault, told) => {
    expect(faultsOf(...told).join()).toContain(fault);
  });
});

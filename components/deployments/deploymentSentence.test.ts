import { describe, expect, it } from "vitest";
import { deploymentSentence, holdsUp } from "./deploymentSentence";

const well = { status: "Ready", desired: 3, updated: 3, ready: 3, available: 3, isPaused: false };

describe("the sentence of a deployment", () => {
  it.each([
    [{}, "ready"],
    [{ status: "Progressing", updated: 1, ready: 3, available: 3 }, "rolling"],
    [{ status: "Progressing", updated: 3, ready: 0, available: 0 }, "starting"],
    [{ status: "Stuck", updated: 1 }, "stuck"],
    [{ status: "Stopped", desired: 0, ready: 2 }, "scalingDown"],
    [{ status: "Stopped", desired: 0, ready: 0 }, "stopped"],
    [{ status: "Unavailable", ready: 0, available: 0 }, "unavailable"],
  ])("of %o is %s", (facts, key) => {
    expect(deploymentSentence({ ...well, ...facts })).toBe(key);
  });
});

it("names no pod as a cause where all that were asked for are ready", () => {
  expect([holdsUp("ready"), holdsUp("unavailable")]).toEqual([false, true]);
});

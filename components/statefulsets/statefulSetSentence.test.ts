import { describe, expect, it } from "vitest";
import { statefulSetSentence } from "./statefulSetSentence";

const strategy = { type: "RollingUpdate", partition: 0 };
const three = { status: "Ready", desired: 3, updated: 3, ready: 3, strategy };

describe("a StatefulSet's sentence", () => {
  it.each([
    [three, "ready"],
    [{ ...three, status: "Deleting" }, "deleting"],
    [{ ...three, status: "Stopped", desired: 0, ready: 0 }, "stopped"],
    [{ ...three, status: "Stopped", desired: 0, ready: 1 }, "scalingDown"],
    [{ ...three, status: "Unavailable", ready: 0 }, "unavailable"],
    [{ ...three, updated: 1, strategy: { type: "RollingUpdate", partition: 2 } }, "held"],
    [{ ...three, updated: 1, strategy: { type: "OnDelete", partition: 0 } }, "onDelete"],
    [{ ...three, status: "Progressing", updated: 1 }, "rolling"],
    [{ ...three, status: "Progressing", updated: 0, ready: 0 }, "starting"],
  ])("of %o is %s", (facts, key) => {
    expect(statefulSetSentence(facts)).toBe(key);
  });
});

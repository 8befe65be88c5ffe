import { describe, expect, it } from "vitest";
import { daemonSetSentence } from "./daemonSetSentence";

const three = { status: "Ready", desired: 3, updated: 3, ready: 3 };

describe("a DaemonSet's sentence", () => {
  it.each([
    [three, "ready"],
    [{ ...three, status: "Deleting" }, "deleting"],
    [{ ...three, status: "Stopped", desired: 0 }, "noNode"],
    [{ ...three, status: "Unavailable", ready: 0 }, "unavailable"],
    [{ ...three, status: "Progressing", updated: 1 }, "rolling"],
    [{ ...three, status: "Progressing", updated: 0, ready: 0 }, "starting"],
    [{ ...three, status: "Progressing", ready: 2 }, "starting"],
  ])("of %o is %s", (facts, key) => {
    expect(daemonSetSentence(facts)).toBe(key);
  });
});

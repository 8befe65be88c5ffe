import { describe, expect, it } from "vitest";
import { needPlace, needText } from "./needText";

const crash = {
  problem: "PodFailing",
  object: { kind: "Pod", namespace: "shop", name: "web-1" },
  status: "CrashLoopBackOff",
  count: 1,
  owner: { kind: "Deployment", name: "web" },
} as const;

describe("a need", () => {
  it("of one pod leads to that pod", () => {
    expect(needPlace(crash).name).toBe("web-1");
  });

  it("of several pods leads to what owns them", () => {
    expect(needPlace({ ...crash, count: 3 })).toEqual({ kind: "Deployment", namespace: "shop", name: "web" });
  });

  it("of pending pods leads to one of them, where the whole why is", () => {
    expect(needPlace({ ...crash, problem: "PodPending", count: 3 }).name).toBe("web-1");
  });

  it("takes its sentence by the problem", () => {
    expect(needText(crash)).toEqual({ key: "PodFailing", values: { status: "CrashLoopBackOff", count: 1 } });
  });
});

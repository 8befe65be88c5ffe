import { describe, expect, it } from "vitest";
import { cellOf, otherRefusals } from "./whyColumns";

const resourcesFit = (cpuShort: number, reason?: string) => ({
  plugin: "NodeResourcesFit",
  ...(reason ? { reason } : {}),
  resources: [
    { resource: "cpu", asked: 1000, free: 500, short: cpuShort },
    { resource: "memory", asked: 10, free: 30, short: 0 },
  ],
});

describe("the why table", () => {
  it("shows what is lacking and what is free, resource by resource", () => {
    const filters = [resourcesFit(500, "Insufficient cpu")];
    expect(cellOf(filters, "cpu")).toEqual({ isRefusal: true, amount: -500 });
    expect(cellOf(filters, "memory")).toEqual({ isRefusal: false, amount: 30 });
  });

  it("says a refusal in Kubernetes' words, and nothing where a rule lets the pod in", () => {
    const filters = [
      { plugin: "NodeUnschedulable", reason: "node(s) were unschedulable" },
      { plugin: "TaintToleration" },
    ];
    expect(cellOf(filters, "cordoned")).toEqual({ isRefusal: true, reason: "node(s) were unschedulable" });
    expect(cellOf(filters, "taints")).toEqual({ isRefusal: false });
  });

  it("loses no refusal that has no column", () => {
    expect(otherRefusals([resourcesFit(0, "Too many pods"), { plugin: "VolumeBinding", reason: "no volume" }])).toEqual(
      ["Too many pods", "no volume"],
    );
    expect(otherRefusals([resourcesFit(5, "Insufficient cpu")])).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { whyFacts } from "./whyFacts";

const asked = { cpuMillis: 500, memoryBytes: 2 * 2 ** 30 };

describe("the figures of a why", () => {
  it("are what it asks for and what the closest node lacks", () => {
    const short = [{ resource: "memory", asked: 2 * 2 ** 30, free: 1.5 * 2 ** 30, short: 512 * 2 ** 20 }];
    expect(whyFacts(asked, { node: "node-3", short, reasons: [] })).toEqual({
      asks: "500m CPU + 2 GiB",
      short: ["512 MiB"],
      reasons: [],
    });
  });

  it("leave out what it asks for where something else than room keeps it off", () => {
    const reasons = ["node(s) were unschedulable"];
    expect(whyFacts(asked, { node: "node-3", short: [], reasons })).toEqual({ asks: "", short: [], reasons });
  });
});

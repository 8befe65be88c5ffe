import { expect, it } from "vitest";
import { FakeClock } from "@/server/testing/fakeClock";
import { aRule, aTable } from "./testObjects";
import { Withdrawn } from "./withdrawn";

const endpoint = { podUid: "p", address: "127.0.0.1", port: 1 };
const withPod = aTable({ "*": [[{}, aRule("r", [{ endpoints: [endpoint] }])]] });

it("keeps a pod out while the table still has it, until a table lacks it", () => {
  const withdrawn = new Withdrawn(new FakeClock());
  withdrawn.add("p");
  withdrawn.settle(withPod);
  expect(withdrawn.has("p")).toBe(true);
  withdrawn.settle(aTable({}));
  expect(withdrawn.has("p")).toBe(false);
});

it("takes a pod back that a much later table still has ready", async () => {
  const clock = new FakeClock();
  const withdrawn = new Withdrawn(clock);
  withdrawn.add("p");
  await clock.advance(5001);
  withdrawn.settle(withPod);
  expect(withdrawn.has("p")).toBe(false);
});

import { expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { NodeTable } from "./nodeTable";
import { podInfo } from "./podInfo";
import { Refusals } from "./refusals";

const refused = { message: "0/1 nodes are available: 1 Insufficient cpu.", refusedBy: new Set(["NodeResourcesFit"]) };
const info = (name: string) => podInfo(aPod(name).requesting({ cpuMillis: 9000 }).build());

it("holds for equal pods until something changes that could help", () => {
  const table = new NodeTable();
  table.setNode(aNode("a").build());
  const refusals = new Refusals();
  refusals.add(info("one"), table, refused);
  expect(refusals.find(info("two"), table)?.message).toBe(refused.message);
  expect(refusals.find(podInfo(aPod("small").build()), table)).toBeUndefined();
  table.setPod(podInfo(aPod("comes").build()), "a");
  expect(refusals.find(info("three"), table)).toBeDefined();
  table.removePod(podInfo(aPod("comes").build()).uid);
  expect(refusals.find(info("four"), table)).toBeUndefined();
});

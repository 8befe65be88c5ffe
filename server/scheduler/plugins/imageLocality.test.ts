import { expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { schedule } from "../harness";

it("prefers the node that has the image already", () => {
  const has = aNode("b").with((node) => {
    node.status = { ...node.status, images: [{ names: ["shop/web:latest"], sizeBytes: 2 ** 30 }] };
  });
  expect(schedule(aPod().running("shop/web"), { nodes: [aNode("a"), has] }).node).toBe("b");
});

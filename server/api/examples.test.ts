import path from "node:path";
import { expect, it } from "vitest";
import { listExamples } from "./examples";

it("offers what the tour begins with first", async () => {
  const examples = await listExamples(path.resolve("examples"));
  expect(examples[0]?.name).toBe("web");
});

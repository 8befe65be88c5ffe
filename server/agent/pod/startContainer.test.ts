import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "@/server/agent/testing/testRuntime";
import { aWorker } from "@/server/agent/testing/testWorker";

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("images that never come hold up no container whose image is there", async () => {
  const hanging = [1, 2, 3, 4, 5].map((index) => ({ name: `slow${index}`, image: `slow:${index}` }));
  const one = aWorker({
    dir: folder.dir,
    spec: { containers: [...hanging, { name: "quick", image: "web:1" }] },
    runtime: {
      ensureImage: async (image) => (image.startsWith("slow") ? new Promise(() => {}) : { imageId: image }),
    },
  });
  one.worker.poke();
  await one.pass(100);
  expect(one.runtime.started.map(({ name }) => name)).toEqual(["quick"]);
});

import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "@/server/agent/testing/testRuntime";
import { aWorker, type TestWorker } from "@/server/agent/testing/testWorker";
import type { Runtime } from "../runtime/runtime";
import { RuntimeError } from "../runtime/runtime";

const folders: ReturnType<typeof temporaryFolder>[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

async function running(runtime: Partial<Runtime> = {}) {
  const folder = temporaryFolder();
  folders.push(folder);
  const one = aWorker({ dir: folder.dir, runtime, spec: { restartPolicy: "Never", terminationGracePeriodSeconds: 2 } });
  one.worker.poke();
  await one.pass(100);
  return one;
}

const changeTo = ({ worker }: TestWorker, image: string) => {
  const { pod } = worker;
  worker.update({ ...pod, spec: { ...pod.spec, containers: [{ name: "main", image }] } });
};
const imagesOf = ({ runtime }: TestWorker) => runtime.started.map(({ image }) => image);

test("a container whose image was changed is stopped in its grace period and started with the new one, even under Never", async () => {
  const one = await running();
  changeTo(one, "web:2");
  await one.pass(1_000);
  expect(imagesOf(one)).toEqual(["web:1"]);
  expect(one.told).toContain("Killing: Container main definition changed, will be restarted");
  await one.pass(2_000);
  expect(one.runtime.signals).toEqual(["SIGTERM main.0", "SIGKILL main.0"]);
  expect(imagesOf(one)).toEqual(["web:1", "web:2"]);
  expect(one.statuses.map(({ phase }) => phase)).not.toContain("Failed");
  one.runtime.exit("main", 1);
  await one.pass(1_000);
  expect(one.statuses.at(-1)?.phase).toBe("Failed");
});

test("a changed image is not forgotten with the agent", async () => {
  const one = await running();
  changeTo(one, "web:2");
  const next = one.next();
  next.worker.poke();
  await next.pass(3_000);
  expect(imagesOf(next)).toEqual(["web:1", "web:2"]);
});

test("an image that could not be had is given up for the new one at once, and that one is not started twice", async () => {
  const one = await running({
    ensureImage: async (image) => {
      if (image === "web:1") throw new RuntimeError("ErrImagePull", "no such image");
      return { imageId: image };
    },
  });
  expect(imagesOf(one)).toEqual([]);
  changeTo(one, "web:2");
  await one.pass(5_000);
  expect(imagesOf(one)).toEqual(["web:2"]);
  expect(one.runtime.signals).toEqual([]);
});

test("an image that is changed while the old one is being started follows it", async () => {
  const pulls: (() => void)[] = [];
  const one = await running({
    ensureImage: async (image) => {
      if (image === "web:1") await new Promise<void>((resolve) => pulls.push(resolve));
      return { imageId: image };
    },
  });
  changeTo(one, "web:2");
  pulls[0]?.();
  await one.pass(5_000);
  expect(imagesOf(one)).toEqual(["web:1", "web:2"]);
});

test("an image that is changed while the old one cannot be had is tried at once, and started once", async () => {
  const pulls: ((error: Error) => void)[] = [];
  const one = await running({
    ensureImage: async (image) => {
      if (image === "web:1") await new Promise<void>((_resolve, reject) => pulls.push(reject));
      return { imageId: image };
    },
  });
  changeTo(one, "web:2");
  pulls[0]?.(new RuntimeError("ErrImagePull", "no such image"));
  await one.pass(5_000);
  expect(imagesOf(one)).toEqual(["web:2"]);
  expect(one.runtime.signals).toEqual([]);
});

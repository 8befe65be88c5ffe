import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "@/server/agent/testing/testRuntime";
import { aWorker } from "@/server/agent/testing/testWorker";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

test("an old container that the runtime does not remove is tried again later, not at once", async () => {
  const tried: string[] = [];
  const one = aWorker({
    dir: folder.dir,
    runtime: {
      remove: async (id) => {
        tried.push(id);
        throw new Error("500: driver failed to remove root filesystem");
      },
    },
  });
  one.worker.poke();
  await one.pass(100);
  one.runtime.exit("main", 1);
  await one.pass(100);
  one.runtime.exit("main", 1);
  await one.pass(11_000);
  expect(one.runtime.started).toHaveLength(3);
  expect(tried).toEqual(["main.0"]);
  await one.pass(10_000);
  expect(tried).toEqual(["main.0", "main.0"]);
});

test("of a container that is started again and again, the last two attempts are kept", async () => {
  const one = aWorker({ dir: folder.dir });
  one.worker.poke();
  for (let turn = 0; turn < 4; turn++) {
    await one.pass(100 + turn * 41_000);
    one.runtime.exit("main", 1);
  }
  await one.pass(1_000);
  expect((await one.runtime.list()).map(({ attempt }) => attempt)).toEqual([2, 3]);
});

test("volumes of an ended pod that cannot be removed are tried again later, not at once", async () => {
  const disk = path.join(folder.dir, "volumes");
  let looks = 0;
  const places = {
    disk,
    get memory(): string {
      looks++;
      // A name that no file system takes.
      return path.join(disk, "\0");
    },
  };
  const one = aWorker({ dir: folder.dir, spec: { restartPolicy: "Never" }, context: { places } });
  one.worker.poke();
  await one.pass(100);
  one.runtime.exit("main", 0);
  await one.pass(9_000);
  expect(looks).toBe(1);
  await one.pass(2_000);
  expect(looks).toBe(2);
});

test("a status that cannot be kept on disk holds up no pod's end", async () => {
  const one = aWorker({ dir: folder.dir, spec: { terminationGracePeriodSeconds: 1 } });
  one.worker.poke();
  await one.pass(100);
  const { pod } = one.worker;
  const metadata = { ...pod.metadata, deletionTimestamp: "2026-01-01T00:00:00Z", deletionGracePeriodSeconds: 1 };
  one.worker.update({ ...pod, metadata });
  const records = path.join(folder.dir, "records");
  rmSync(records, { recursive: true });
  writeFileSync(records, "");
  await one.pass(5_000);
  rmSync(records);
  mkdirSync(records);
  await one.pass(5_000);
  expect(one.runtime.signals[0]).toBe("SIGTERM main.0");
});

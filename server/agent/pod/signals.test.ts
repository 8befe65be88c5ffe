import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "@/server/agent/testing/testRuntime";
import { aWorker } from "@/server/agent/testing/testWorker";
import { isDeleting } from "@/server/objects/meta";
import type { Pod } from "@/server/objects/types";
import type { Runtime } from "../runtime/runtime";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const deleted = (pod: Pod): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, deletionTimestamp: "2026-01-01T00:00:00Z", deletionGracePeriodSeconds: 4 },
});

/** A pod that is being deleted, its signals taken as the test says; what was tried, and when, in seconds. */
async function leaving(take: (signal: string, tries: number) => Promise<void>) {
  const tried: string[] = [];
  const began = { ms: 0 };
  const signal: Runtime["signal"] = (_id, name) => {
    tried.push(`${name} ${Math.round((one.clock.monotonicMs() - began.ms) / 1_000)}`);
    return take(name, tried.length);
  };
  const one = aWorker({ dir: `${folder.dir}/${Math.random()}`, runtime: { signal } });
  one.worker.poke();
  await one.pass(10);
  began.ms = one.clock.monotonicMs();
  one.worker.update(deleted(one.worker.pod));
  expect(isDeleting(one.worker.pod)).toBe(true);
  return { ...one, tried };
}

const away = async () => {
  throw new Error("the engine does not answer");
};

test("a signal that could not be sent is sent again", async () => {
  const { pass, tried, runtime } = await leaving((_name, tries) => (tries === 1 ? away() : Promise.resolve()));
  await pass(2_500);
  expect(tried).toEqual(["SIGTERM 0", "SIGTERM 2"]);
  runtime.exit("main", 0);
  await pass(2_500);
  expect(tried).toHaveLength(2);
});

test("a container that is still there after SIGKILL is killed again every few seconds", async () => {
  const { pass, tried } = await leaving(async () => {});
  await pass(15_000);
  expect(tried).toEqual(["SIGTERM 0", "SIGKILL 4", "SIGKILL 9", "SIGKILL 14"]);
});

test("a signal on which the runtime hangs holds SIGKILL up neither at its time nor for ever", async () => {
  const { pass, tried } = await leaving(() => new Promise(() => {}));
  await pass(14_000);
  expect(tried).toEqual(["SIGTERM 0", "SIGKILL 4", "SIGKILL 11"]);
});

import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "@/server/agent/testing/testRuntime";
import { aWorker, type TestWorker } from "@/server/agent/testing/testWorker";
import type { Container } from "@/server/objects/types";

const folders: ReturnType<typeof temporaryFolder>[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

async function running(change: Partial<Container> = {}, restartPolicy: "Always" | "Never" = "Never") {
  const folder = temporaryFolder();
  folders.push(folder);
  const containers = [{ name: "main", image: "web:1", ...change }];
  const test = aWorker({ dir: folder.dir, spec: { restartPolicy, containers } });
  test.worker.poke();
  await test.pass(10);
  return test;
}

const wordsOf = ({ context, worker }: TestWorker, attempt: number) =>
  path.join(context.places.disk, worker.pod.metadata.uid, "last-words", `main.${attempt}`);

/** The container writes its last words and ends. */
async function ends(test: TestWorker, words: string, attempt = 0) {
  writeFileSync(wordsOf(test, attempt), words);
  test.runtime.exit("main", 4);
  await test.pass(10);
}

const lastOf = ({ statuses }: TestWorker) => statuses.at(-1)?.containerStatuses?.[0];

test("last words stay in the status however often the pod is looked at", async () => {
  const test = await running();
  await ends(test, "out of cheese");
  expect(lastOf(test)?.state?.terminated).toMatchObject({ exitCode: 4, message: "out of cheese" });
  for (let turn = 0; turn < 3; turn++) {
    test.worker.poke();
    await test.pass(100);
  }
  expect(lastOf(test)?.state?.terminated).toMatchObject({ message: "out of cheese" });
});

test("a failed container without a word is given the end of its log, where its policy says so", async () => {
  const test = await running({ terminationMessagePolicy: "FallbackToLogsOnError" });
  test.runtime.log = "it broke";
  await ends(test, "");
  expect(lastOf(test)?.state?.terminated).toMatchObject({ message: "it broke" });
});

test("the last words of the attempt before stay with it once the next one runs", async () => {
  const test = await running({}, "Always");
  await ends(test, "first");
  expect(lastOf(test)).toMatchObject({ state: { running: {} }, lastState: { terminated: { message: "first" } } });
  await ends(test, "second", 1);
  expect(lastOf(test)).toMatchObject({ lastState: { terminated: { message: "second" } } });
  expect(lastOf(test)?.state?.waiting?.reason).toBe("CrashLoopBackOff");
  await test.pass(10_100);
  expect(lastOf(test)).toMatchObject({ state: { running: {} }, lastState: { terminated: { message: "second" } } });
});

test("another agent tells the last words again, though the file they stood in is gone", async () => {
  const test = await running();
  await ends(test, "out of cheese");
  const next = test.next();
  next.worker.poke();
  await next.pass(10);
  expect(lastOf(next)?.state?.terminated).toMatchObject({ message: "out of cheese" });
});

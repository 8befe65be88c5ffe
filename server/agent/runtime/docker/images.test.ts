import { PassThrough } from "node:stream";
import DockerModem from "docker-modem";
import { expect, test } from "vitest";
import { FakeClock } from "@/server/testing/fakeClock";
import type { Docker } from "./engine";
import { Images } from "./images";

/** An engine that has no image yet, and whose pulls go on as the test says. */
function pulling() {
  const clock = new FakeClock();
  const pulls = new Map<string, PassThrough>();
  const aborted: string[] = [];
  const there = new Set<string>();
  const docker = {
    getImage: (name: string) => ({
      inspect: async () => {
        if (there.has(name)) return { Id: `id of ${name}` };
        throw Object.assign(new Error("no such image"), { statusCode: 404 });
      },
    }),
    pull: async (reference: string, { abortSignal }: { abortSignal?: AbortSignal }) => {
      const stream = new PassThrough();
      pulls.set(reference, stream);
      abortSignal?.addEventListener("abort", () => void aborted.push(reference));
      return stream;
    },
    modem: { followProgress: DockerModem.prototype.followProgress },
  } as unknown as Docker;
  return { clock, images: new Images(docker, clock), pulls, aborted, there };
}

const progress = `${JSON.stringify({ status: "Downloading" })}\n`;
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a pull that makes no progress any more is given up, one that does is not", async () => {
  const { clock, images, pulls, aborted } = pulling();
  const pulled = images.ensure("web:1", "IfNotPresent").catch((error) => error);
  await settled();
  for (let turn = 0; turn < 3; turn++) {
    await clock.advance(100_000);
    pulls.get("web:1")?.write(progress);
    await settled();
  }
  expect(aborted).toEqual([]);
  await clock.advance(120_000);
  expect(await pulled).toMatchObject({ reason: "ErrImagePull", message: "no progress for 120 s" });
  expect(aborted).toEqual(["web:1"]);
});

test("pulls that hang hold up neither an image that is there nor, once they are given up, the others", async () => {
  const { clock, images, pulls, there } = pulling();
  there.add("here:1");
  const hanging = ["a:1", "b:1", "c:1", "d:1"].map((name) => images.ensure(name, "IfNotPresent").catch(() => "failed"));
  await settled();
  const later = images.ensure("later:1", "IfNotPresent");
  await settled();
  expect([...pulls.keys()]).toEqual(["a:1", "b:1", "c:1", "d:1"]);
  expect(await images.ensure("here:1", "IfNotPresent")).toMatchObject({ wasPulled: false });
  await clock.advance(120_000);
  expect(await Promise.all(hanging)).toEqual(["failed", "failed", "failed", "failed"]);
  await settled();
  there.add("later:1");
  pulls.get("later:1")?.end(progress);
  expect(await later).toMatchObject({ wasPulled: true });
});

import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { silentLog } from "@/server/lib/log";
import { FakeClock } from "@/server/testing/fakeClock";
import type { Docker } from "./engine";
import { followEvents } from "./events";

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a stream on which nothing could be read up is left, so that no event is told twice", async () => {
  const clock = new FakeClock();
  const streams: PassThrough[] = [];
  const dial = (_asked: object, answer: (error: null, stream: PassThrough) => void) => {
    const stream = new PassThrough();
    streams.push(stream);
    answer(null, stream);
  };
  const heard: string[] = [];
  const abort = new AbortController();
  let opens = 0;
  const following = followEvents({
    docker: { modem: { dial } } as unknown as Docker,
    clock,
    log: silentLog,
    labels: [],
    signal: abort.signal,
    onOpen: async () => {
      if (++opens === 1) throw new Error("the list could not be read");
    },
    onEvent: ({ id }) => void heard.push(id),
  });
  await settled();
  await clock.advance(1_000);
  await settled();
  expect(streams).toHaveLength(2);
  const die = `${JSON.stringify({ Action: "die", Actor: { ID: "c1" } })}\n`;
  for (const stream of streams) if (!stream.destroyed) stream.write(die);
  await settled();
  expect(heard).toEqual(["c1"]);
  abort.abort();
  for (const stream of streams) stream.destroy();
  await following;
});

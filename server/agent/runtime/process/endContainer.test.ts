import { expect, test } from "vitest";
import { FakeClock } from "@/server/testing/fakeClock";
import { endContainer } from "./endContainer";
import type { ContainerRecord } from "./record";

const pod = { uid: "u", namespace: "default", name: "web" };
const record = { id: "u_main_0", pod, name: "main", attempt: 0, image: "web:1" } as ContainerRecord;

/** A container that is gone once its shim was killed so often. */
function begin(holderKills: number) {
  const clock = new FakeClock();
  const killed: string[] = [];
  const container = {
    record,
    isOver: false,
    look() {
      container.isOver = killed.filter((what) => what === "holder").length >= holderKills;
    },
  };
  const kills = [() => void killed.push("container"), () => void killed.push("holder")] as const;
  return { clock, killed, end: endContainer(container, { clock, kills }).catch((error) => error) };
}

test("a container that cannot be killed is not counted as gone", async () => {
  const { clock, end } = begin(Number.POSITIVE_INFINITY);
  await clock.advance(6_000);
  expect(await end).toMatchObject({ message: "container main of web cannot be killed" });
});

test("its processes are killed first, and its shim when that was not enough", async () => {
  const { clock, end, killed } = begin(2);
  await clock.advance(6_000);
  expect(await end).toBeUndefined();
  expect(killed).toEqual(["container", "holder", "holder"]);
});

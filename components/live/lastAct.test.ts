import { expect, it, vi } from "vitest";
import { LastAct } from "./lastAct";

it("takes back the last act, and not the one before it after that", () => {
  const last = new LastAct();
  const [older, newer] = [vi.fn(), vi.fn()];
  last.offer(older);
  last.offer(newer);
  expect([last.takeBack(), last.takeBack()]).toEqual([true, false]);
  expect([older, newer].map((call) => call.mock.calls.length)).toEqual([0, 1]);
});

it("takes an act back once, by its toast or by the key", () => {
  const last = new LastAct();
  const takeBack = vi.fn();
  const offer = last.offer(takeBack);
  offer.take();
  offer.take();
  expect(last.takeBack()).toBe(false);
  expect(takeBack).toHaveBeenCalledTimes(1);
});

it("takes nothing back once what was said of it is gone", () => {
  const last = new LastAct();
  const takeBack = vi.fn();
  last.offer(takeBack).close();
  expect(last.takeBack()).toBe(false);
  expect(takeBack).not.toHaveBeenCalled();
});

it("takes nothing back after an act that cannot be, but for the older one's own toast", () => {
  const last = new LastAct();
  const takeBack = vi.fn();
  const offer = last.offer(takeBack);
  last.clear();
  expect(last.takeBack()).toBe(false);
  offer.take();
  expect(takeBack).toHaveBeenCalledTimes(1);
});

it("keeps the newer act's offer when an older one's toast closes", () => {
  const last = new LastAct();
  const older = last.offer(() => {});
  const newer = vi.fn();
  last.offer(newer);
  older.close();
  expect(last.takeBack()).toBe(true);
  expect(newer).toHaveBeenCalledTimes(1);
});

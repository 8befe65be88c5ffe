import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "@/components/live/fakeSocket";
import { type Logs, opening, openLogs } from "./openLogs";

let frames: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (call: () => void) => frames.push(call));
  vi.stubGlobal("cancelAnimationFrame", (id: number) => {
    frames[id - 1] = () => {};
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function setUp() {
  const socket = new FakeSocket();
  let logs: Logs = opening;
  let changes = 0;
  const stop = openLogs(socket, { namespace: "shop", pods: ["a"] }, (to) => {
    logs = to(logs);
    changes++;
  });
  socket.connect();
  const [[, { id }]] = socket.sent as [[string, { id: string }]];
  const say = (text: string) => socket.say("logs.lines", { id, lines: [{ pod: "a", container: "main", text }] });
  const draw = () => {
    for (const call of frames.splice(0)) call();
  };
  return { socket, say, draw, stop, texts: () => logs.lines.map(({ text }) => text), changes: () => changes };
}

describe("the output of pods", () => {
  it("comes into the page by frames", () => {
    const { say, draw, texts } = setUp();
    say("one");
    say("two");
    expect(texts()).toEqual([]);
    draw();
    expect(texts()).toEqual(["one", "two"]);
  });

  it("begins anew after a lost connection, without what had not been drawn of the old one", () => {
    const { socket, say, draw, texts } = setUp();
    say("old");
    socket.disconnect();
    socket.connect();
    draw();
    expect(texts()).toEqual([]);
    say("new");
    draw();
    expect(texts()).toEqual(["new"]);
  });

  it("changes nothing once nobody looks", () => {
    const { stop, changes } = setUp();
    stop();
    const before = changes();
    vi.advanceTimersByTime(10_000);
    expect(changes()).toBe(before);
  });
});

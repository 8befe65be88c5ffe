import type { ContainerInspectInfo } from "dockerode";
import { expect, test } from "vitest";
import { labels } from "./names";
import { lost, seenOf } from "./observed";

const inspected = (state: object) =>
  ({
    Id: "c1",
    Image: "sha256:1",
    Config: {
      Image: "web:1",
      Tty: false,
      Labels: { [labels.uid]: "u", [labels.container]: "main", [labels.attempt]: "2" },
    },
    State: { Running: false, Paused: false, Restarting: false, Pid: 0, ExitCode: 0, OOMKilled: false, ...state },
  }) as unknown as ContainerInspectInfo;

const never = "0001-01-01T00:00:00Z";
const started = "2026-01-01T00:00:02.5Z";

test("a running container has begun and not ended, whatever the engine writes for never", () => {
  const { observed, pid } = seenOf(
    inspected({ Status: "running", Running: true, Pid: 7, StartedAt: started, FinishedAt: never }),
  );
  expect(observed).toMatchObject({ state: "running", name: "main", attempt: 2, startedAtMs: Date.parse(started) });
  expect(observed).not.toHaveProperty("finishedAtMs");
  expect(observed).not.toHaveProperty("exit");
  expect(pid).toBe(7);
});

test("an exited one never ended before it began", () => {
  const state = {
    Status: "exited",
    ExitCode: 137,
    OOMKilled: true,
    StartedAt: started,
    FinishedAt: "2026-01-01T00:00:02Z",
  };
  const { observed } = seenOf(inspected(state));
  expect(observed).toMatchObject({ state: "exited", exit: { code: 137, wasOutOfMemory: true } });
  expect(observed.finishedAtMs).toBe(observed.startedAtMs);
});

test("one that is gone is lost at the time when that was seen, and knows no exit", () => {
  const seen = seenOf(inspected({ Status: "running", Running: true, Pid: 7, StartedAt: started, FinishedAt: never }));
  const { observed, pid } = lost(seen, 5);
  expect(observed).toMatchObject({ state: "lost", finishedAtMs: 5 });
  expect(observed).not.toHaveProperty("exit");
  expect(pid).toBe(0);
});

import type { ContainerInspectInfo } from "dockerode";
import type { ObservedContainer } from "../runtime";
import { labels, podOf } from "./names";

/** A container as the engine tells of it, and what else is needed to work with it. */
export interface Seen {
  readonly observed: ObservedContainer;
  readonly hasTerminal: boolean;
  /** In the engine's PID namespace; 0 when it does not run. */
  readonly pid: number;
}

export function seenOf(info: ContainerInspectInfo): Seen {
  const { Id: id, State: state, Config: config } = info;
  const found = config.Labels ?? {};
  const isRunning = state.Running || state.Paused || state.Restarting;
  const observed: ObservedContainer = {
    id,
    pod: podOf(found),
    name: found[labels.container] ?? "",
    attempt: Number(found[labels.attempt] ?? 0),
    image: config.Image,
    imageId: info.Image,
    state: isRunning ? "running" : state.Status === "created" ? "created" : "exited",
    ...times(state.StartedAt, isRunning ? "" : state.FinishedAt),
    ...(isRunning || state.Status === "created"
      ? {}
      : { exit: { code: state.ExitCode, wasOutOfMemory: state.OOMKilled } }),
  };
  return { observed, hasTerminal: config.Tty, pid: isRunning ? state.Pid : 0 };
}

/** One that the engine no longer knows, though nobody here removed it. */
export function lost(seen: Seen, nowMs: number): Seen {
  const { exit, finishedAtMs = nowMs, ...rest } = seen.observed;
  return { ...seen, pid: 0, observed: { ...rest, state: "lost", finishedAtMs, ...(exit ? { exit } : {}) } };
}

/** The engine writes the year 1 for "not yet". */
function times(started: string, finished: string): Pick<ObservedContainer, "startedAtMs" | "finishedAtMs"> {
  const [startedAtMs, endedAtMs] = [started, finished].map((text) => {
    const ms = Date.parse(text);
    return Number.isFinite(ms) && ms > 0 ? ms : undefined;
  });
  return {
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    // One that ends at once may be told to have ended a moment before it started.
    ...(endedAtMs === undefined ? {} : { finishedAtMs: Math.max(endedAtMs, startedAtMs ?? 0) }),
  };
}

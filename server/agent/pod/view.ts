import type { Container, Pod } from "@/server/objects/types";
import type { ObservedContainer } from "../runtime/runtime";
import type { Backoff } from "./restart";

/** `ephemeral`: added while the pod runs, to look at it; nothing depends on one, and none is started again. */
export type Role = "init" | "sidecar" | "main" | "ephemeral";

/** Why something could not be done, in Kubernetes' words; tried again at `retryAtMs` (monotonic), never without it. */
export interface Failure {
  readonly reason: string;
  readonly message: string;
  readonly retryAtMs?: number;
}

/** A container on its way out. Times are monotonic. */
export interface Stop {
  readonly sinceMs: number;
  readonly graceMs: number;
  readonly preStop: "waiting" | "running" | "done";
  /** The signal that is on its way to it. */
  readonly sending?: "SIGTERM" | "SIGKILL";
  readonly isTermSent: boolean;
  readonly killSentMs?: number;
  /** When a signal that could not be sent is tried again. */
  readonly retryAtMs?: number;
}

export interface ContainerView {
  readonly spec: Container;
  readonly role: Role;
  /** The newest attempt on this machine, and the one before it. */
  readonly current?: ObservedContainer;
  readonly previous?: ObservedContainer;
  /** Attempts before those two: they are forgotten, the oldest first. */
  readonly older?: readonly ObservedContainer[];
  /** The attempt that comes next. */
  readonly nextAttempt: number;
  readonly busy?: "start" | "postStart" | "forget";
  readonly failure?: Failure;
  /** Its postStart hook has run. */
  readonly isPostStarted: boolean;
  /** Past its startup probe. */
  readonly isStarted: boolean;
  readonly isReady: boolean;
  /** A probe or hook says that it must go, with this grace. */
  readonly mustRestart?: { readonly graceMs: number };
  readonly backoff?: Backoff;
  /** The attempt that has to make way for another image, and is followed by one whatever the restart policy says. */
  readonly replaced?: number;
  readonly stop?: Stop;
  /** When an attempt that could not be forgotten is tried again. */
  readonly forgetAtMs?: number;
  /** What the last attempts left to say, by their id. */
  readonly words?: ReadonlyMap<string, string>;
}

/** Why the whole pod ends, and since when (monotonic). */
export interface Termination {
  readonly sinceMs: number;
  readonly graceMs: number;
  readonly isWithdrawn: boolean;
  /** The pod was deleted; else it ended itself (its deadline). */
  readonly isDeleted: boolean;
  readonly reason?: string;
  readonly message?: string;
}

export interface PodView {
  readonly pod: Pod;
  /** Wall time, to compare with when containers ended. */
  readonly nowMs: number;
  readonly monotonicMs: number;
  readonly setUp: "no" | "busy" | "done";
  readonly setUpFailure?: Failure;
  /** Nothing is started until the cluster was heard. */
  readonly isHeld: boolean;
  readonly containers: readonly ContainerView[];
  readonly termination?: Termination;
  readonly busy?: "withdraw" | "tearDown" | "release" | "cleanUp";
  readonly isCleanedUp: boolean;
  /** When volumes that could not be removed are tried again. */
  readonly cleanUpAtMs?: number;
  readonly isTornDown: boolean;
  /** The object is gone from the cluster: nothing is left to be done. */
  readonly isReleased: boolean;
  /** When the pod was taken on, wall time. */
  readonly startedMs: number;
}

export const isRunning = (container: ContainerView) =>
  container.current?.state === "running" || container.current?.state === "created";

/** Ended, whatever became of it. */
export const hasEnded = (container: ContainerView) =>
  container.current?.state === "exited" || container.current?.state === "lost";

/** A lost container counts as killed: nobody knows how it ended. */
export function exitCodeOf({ current }: ContainerView): number | undefined {
  if (current?.state === "lost") return 137;
  return current?.state === "exited" ? (current.exit?.code ?? 137) : undefined;
}

export const hasSucceeded = (container: ContainerView) => exitCodeOf(container) === 0;

import { aPod } from "@/server/objects/builders";
import type { Pod } from "@/server/objects/types";
import type { ContainerView, PodView, Role } from "../pod/view";
import type { ObservedContainer } from "../runtime/runtime";

export const startMs = Date.parse("2026-01-01T00:00:00Z");

/** An attempt as the machine would show it. */
export function observed(change: Partial<ObservedContainer> = {}): ObservedContainer {
  const pod = { uid: "u", namespace: "default", name: "pod" };
  const base = { id: `u_main_${change.attempt ?? 0}`, pod, name: "main", attempt: 0, image: "web:1", imageId: "web:1" };
  return { ...base, state: "running", startedAtMs: startMs, ...change };
}

export const running = (attempt = 0) => observed({ attempt });
export const ended = (code: number, finishedAtMs = startMs, attempt = 0) =>
  observed({ attempt, state: "exited", finishedAtMs, exit: { code, wasOutOfMemory: false } });

export function aContainer(
  change: Partial<Omit<ContainerView, "spec">> & { name?: string; spec?: object } = {},
): ContainerView {
  const { name = "main", spec, ...rest } = change;
  const role: Role = rest.role ?? "main";
  return {
    spec: { name, image: "web:1", ...spec },
    role,
    nextAttempt: (rest.current?.attempt ?? -1) + 1,
    isPostStarted: rest.current !== undefined,
    isStarted: rest.current !== undefined,
    isReady: rest.current !== undefined,
    ...rest,
  };
}

type PodChange = { spec?: Partial<Pod["spec"]>; metadata?: Partial<Pod["metadata"]>; status?: Pod["status"] };

export function aView(change: Partial<Omit<PodView, "pod">> & { pod?: PodChange } = {}): PodView {
  const { pod: changed, ...rest } = change;
  const pod = aPod("pod").build();
  return {
    pod: {
      ...pod,
      metadata: { ...pod.metadata, ...changed?.metadata },
      spec: { ...pod.spec, ...changed?.spec },
      ...(changed?.status ? { status: changed.status } : {}),
    },
    nowMs: startMs,
    monotonicMs: 1_000,
    setUp: "done",
    isHeld: false,
    containers: [aContainer()],
    isCleanedUp: false,
    isTornDown: false,
    isReleased: false,
    startedMs: startMs,
    ...rest,
  };
}

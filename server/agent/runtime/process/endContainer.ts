import { type Clock, delay } from "@/server/lib/clock";
import { RuntimeError } from "../runtime";
import { killContainer, killHolder } from "./kill";
import type { WatchedContainer } from "./watchedContainer";

const lookMs = 25;
const killMs = 500;
const patienceMs = 5_000;

type Kill = (record: WatchedContainer["record"]) => void;

/**
 * Resolves once the container has ended, killed if need be, its shim too in the end. Rejects when it is still there
 * after some seconds (a process that waits for a dead disk cannot be killed): it still runs, and must not be forgotten.
 */
export async function endContainer(
  container: Pick<WatchedContainer, "record" | "isOver" | "look">,
  { clock, kills = [killContainer, killHolder] }: { readonly clock: Clock; readonly kills?: readonly [Kill, Kill] },
): Promise<void> {
  const beganMs = clock.monotonicMs();
  for (let nextMs = beganMs; !container.isOver; container.look()) {
    const nowMs = clock.monotonicMs();
    if (nowMs - beganMs >= patienceMs) {
      const { name, pod } = container.record;
      throw new RuntimeError("KillContainerError", `container ${name} of ${pod.name} cannot be killed`);
    }
    if (nowMs >= nextMs) {
      kills[nextMs === beganMs ? 0 : 1](container.record);
      nextMs = nowMs + killMs;
    }
    await delay(clock, lookMs);
  }
}

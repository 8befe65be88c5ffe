import type { Cluster } from "@/server/cluster/cluster";
import { delay, systemClock } from "@/server/lib/clock";

export const count = 1000;
export const changesPerSecond = 200;

const spec = { schedulingGates: [{ name: "bench/wait" }], containers: [{ name: "main", image: "node:22-alpine" }] };
const nameOf = (index: number) => `pod-${String(index).padStart(4, "0")}`;

/** Pods that ask for no process: a scheduling gate holds them. */
export async function createPods(cluster: Cluster): Promise<void> {
  for (let first = 0; first < count; first += 50)
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        cluster.create("Pod", {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { namespace: "default", name: nameOf(first + index) },
          spec,
        }),
      ),
    );
}

/** Writes one pod's status after another, so that what the list shows of it changes; until told to stop. */
export function changePods(cluster: Cluster): () => Promise<void> {
  let isOver = false;
  const one = async (turn: number) => {
    const containerStatuses = [
      { name: "main", image: "x", imageID: "", ready: false, restartCount: turn, state: { waiting: {} } },
    ];
    const name = { namespace: "default", name: nameOf(turn % count) };
    await cluster.patch(
      "Pod",
      name,
      { type: "merge", body: { status: { containerStatuses } } },
      { subresource: "status" },
    );
  };
  const startMs = systemClock.monotonicMs();
  const ended = (async () => {
    for (let turn = 0; !isOver; turn += 10) {
      await Promise.all(Array.from({ length: 10 }, (_, index) => one(turn + index)));
      await delay(
        systemClock,
        Math.max(0, startMs + ((turn + 10) / changesPerSecond) * 1000 - systemClock.monotonicMs()),
      );
    }
  })();
  // What went wrong is told when it is stopped.
  ended.catch(() => {});
  return () => {
    isOver = true;
    return ended;
  };
}

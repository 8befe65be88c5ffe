import { systemClock } from "@/server/lib/clock";
import { startPlatform, until } from "../platform";
import { areReady, deployWeb, podsOfWeb, processesOf } from "../webApp";
import { promised, type Trial } from "./trial";

/**
 * A pod's process that is killed is back and ready within 5 s. Each kill meets another pod: one that dies
 * again and again waits longer each time, as in Kubernetes.
 */
export const podKill: Trial = {
  name: "pod-kill",
  says: "kills a pod's process and waits until it is ready again",
  fraction: "2 kills instead of 10",
  async run({ isWhole, log }) {
    const platform = await startPlatform();
    try {
      const kills = isWhole ? 10 : 2;
      await deployWeb(platform.cluster, kills);
      const readyMs: number[] = [];
      for (let turn = 1; turn <= kills; turn++) {
        const pods = await podsOfWeb(platform.cluster);
        const pod = pods.find(({ status }) => status?.containerStatuses?.[0]?.restartCount === 0);
        const [pid] = pod ? processesOf(pod.metadata.name) : [];
        promised("the pod has a process", pid !== undefined, pod?.metadata.name);
        const startMs = systemClock.monotonicMs();
        process.kill(pid ?? 0, "SIGKILL");
        const restarts = pod?.status?.containerStatuses?.[0]?.restartCount ?? 0;
        await until("the pod is ready again", 60_000, async () => {
          const now = await podsOfWeb(platform.cluster);
          const same = now.find(({ metadata }) => metadata.uid === pod?.metadata.uid);
          const isAnother = !same || (same.status?.containerStatuses?.[0]?.restartCount ?? 0) > restarts;
          return isAnother && now.length === pods.length && areReady(now);
        });
        readyMs.push(Math.round(systemClock.monotonicMs() - startMs));
        log(`kill ${turn}: ready again after ${readyMs.at(-1)} ms`);
      }
      promised("ready again within 5 s", Math.max(...readyMs) <= 5000, readyMs);
      return { readyMs };
    } finally {
      await platform.stop();
    }
  },
};

import { delay, systemClock } from "@/server/lib/clock";
import { systemRandom } from "@/server/lib/random";
import type { Pod } from "@/server/objects/types";
import { startLoad } from "../load";
import { type Platform, startPlatform, until } from "../platform";
import { deployWeb, podsOfWeb, rollTo, untilRolled, webProcesses } from "../webApp";
import { promised, type Trial } from "./trial";

/** The control plane dies in the middle of rolls, and nobody notices but the roll, which goes on. */
export const controlKills: Trial = {
  name: "control-kills",
  says: "kills the control plane at random points of rolling updates, under load",
  fraction: "3 kills instead of 20",
  async run({ isWhole, log }) {
    const platform = await startPlatform();
    try {
      await deployWeb(platform.cluster);
      const load = startLoad({ port: platform.gatewayPort, host: "web.localhost", perSecond: 200 });
      const kills = isWhole ? 20 : 3;
      const convergedMs: number[] = [];
      for (let turn = 1; turn <= kills; turn++) {
        convergedMs.push(await killInMidRoll(platform, turn));
        log(`kill ${turn}: converged ${convergedMs.at(-1)} ms after its return`);
      }
      const { requests, failures } = await load.stop();
      promised("requests are served throughout", failures.length === 0, failures.slice(0, 10));
      promised("it converges within 5 s of its return", Math.max(...convergedMs) <= 5000, convergedMs);
      return { kills, requests, failures: 0, convergedMs };
    } finally {
      await platform.stop();
    }
  },
};

/** Milliseconds from its return until the roll is done. */
async function killInMidRoll(platform: Platform, turn: number): Promise<number> {
  const { cluster } = platform;
  const before = await platform.pid("control");
  await rollTo(cluster, `${turn + 1}`);
  await delay(systemClock, systemRandom.fraction() * 2500);
  process.kill(before, "SIGKILL");
  await until("the control plane is back", 20_000, async () => {
    const isNew = (await platform.pid("control").catch(() => before)) !== before;
    return isNew && (await platform.readyz())?.isReady === true;
  });
  const backMs = systemClock.monotonicMs();
  await untilRolled(cluster, 30_000);
  const tookMs = Math.round(systemClock.monotonicMs() - backMs);
  const pods = await podsOfWeb(cluster);
  const restarts = pods.filter((pod) => (pod.status?.containerStatuses?.[0]?.restartCount ?? 0) > 0);
  const ends = restarts.map((pod) => ({ pod: nameOf(pod), ended: pod.status?.containerStatuses?.[0]?.lastState }));
  promised("no pod was restarted by it", restarts.length === 0, ends);
  await until("every pod has one process, and no process is without its pod", 10_000, () => isOneEach(pods));
  return tookMs;
}

function isOneEach(pods: readonly Pod[]): boolean {
  const processes = webProcesses();
  return processes.size === pods.length && pods.every((pod) => processes.get(nameOf(pod))?.length === 1);
}

function nameOf({ metadata }: Pod): string {
  return metadata.name;
}

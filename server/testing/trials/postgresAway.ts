import { delay, systemClock } from "@/server/lib/clock";
import { isReason } from "@/server/lib/errors";
import { startLoad } from "../load";
import { type Platform, startPlatform, until } from "../platform";
import { deployWeb, podsOfWeb } from "../webApp";
import { promised, type Trial } from "./trial";

/** The database is away for two minutes. Pods and traffic are untouched, writes are refused at once. */
export const postgresAway: Trial = {
  name: "postgres-away",
  says: "stops Postgres for two minutes, under load",
  fraction: "10 s instead of 120",
  async run({ isWhole, log }) {
    const platform = await startPlatform();
    try {
      const { cluster } = platform;
      await deployWeb(cluster);
      const before = await lives(platform);
      const load = startLoad({ port: platform.gatewayPort, host: "web.localhost", perSecond: 100 });
      const endMs = systemClock.monotonicMs() + (isWhole ? 120_000 : 10_000);
      const refusedMs: number[] = [];
      // It is started again each time: killed again until the time is over.
      while (systemClock.monotonicMs() < endMs) {
        await platform.signal("postgres", "SIGKILL").catch(() => {});
        const ms = await refusal(platform);
        if (ms !== undefined) refusedMs.push(ms);
        await delay(systemClock, 20);
      }
      log(`${refusedMs.length} writes were refused, the slowest after ${Math.max(...refusedMs)} ms`);
      await until("writes are taken again", 5000, async () => (await platform.readyz())?.isReady === true);
      const { requests, failures } = await load.stop();
      promised("traffic is untouched", failures.length === 0, failures.slice(0, 10));
      promised("pods are untouched", JSON.stringify(await lives(platform)) === JSON.stringify(before));
      promised(
        "writes were refused, and at once",
        refusedMs.length > 0 && Math.max(...refusedMs) < 1000,
        refusedMs.slice(0, 20),
      );
      return { requests, failures: 0, refused: refusedMs.length, slowestRefusalMs: Math.max(...refusedMs) };
    } finally {
      await platform.stop();
    }
  },
};

/** How long a write took to be refused; undefined when it was taken. */
async function refusal({ cluster }: Platform): Promise<number | undefined> {
  const startMs = systemClock.monotonicMs();
  const body = { metadata: { annotations: { "pilothouse.dev/trial": String(startMs) } } };
  try {
    await cluster.patch("Service", { namespace: "default", name: "web" }, { type: "merge", body });
    return undefined;
  } catch (error) {
    promised("a refused write says why", isReason(error, "Unavailable", "OutcomeUnknown"), String(error));
    return isReason(error, "Unavailable") ? Math.round(systemClock.monotonicMs() - startMs) : undefined;
  }
}

async function lives({ cluster }: Platform): Promise<string[]> {
  const pods = await podsOfWeb(cluster);
  return pods.map((pod) => `${pod.metadata.uid} ${pod.status?.containerStatuses?.[0]?.restartCount}`).sort();
}

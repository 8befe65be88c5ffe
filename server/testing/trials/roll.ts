import { findHaproxy } from "@/server/gateway/drivers/haproxy/haproxyProcess";
import { systemClock } from "@/server/lib/clock";
import { conditionOf } from "@/server/objects/meta";
import { startLoad } from "../load";
import { startPlatform, until } from "../platform";
import { deployWeb, podsOfWeb, rollTo, untilRolled } from "../webApp";
import { promised, type Trial, type TrialOptions } from "./trial";

/** A rolling update under load fails no request; a broken version stops and harms nobody. */
export const roll: Trial = {
  name: "roll",
  says: "rolls between versions under 200 requests/s; then rolls to one that is never ready, and back",
  fraction: "2 rolls instead of 10, through each gateway driver",
  async run(options) {
    const drivers = findHaproxy() ? ["embedded", "haproxy"] : ["embedded"];
    const figures: Record<string, unknown> = {};
    for (const driver of drivers) figures[driver] = await rollOn(driver, options);
    return figures;
  },
};

async function rollOn(driver: string, { isWhole, log }: TrialOptions): Promise<Record<string, unknown>> {
  const platform = await startPlatform({ settings: { PILOTHOUSE_GATEWAY: driver } });
  try {
    const { cluster, gatewayPort: port } = platform;
    await deployWeb(cluster);
    const rolls = isWhole ? 10 : 2;
    const load = startLoad({ port, host: "web.localhost", perSecond: 200 });
    for (let turn = 1; turn <= rolls; turn++) {
      const startMs = systemClock.monotonicMs();
      await rollTo(cluster, String(turn + 1));
      await untilRolled(cluster, 60_000);
      log(`rolled to ${turn + 1} in ${Math.round(systemClock.monotonicMs() - startMs)} ms`);
    }
    await rollToBroken(platform.cluster);
    log("the broken version stopped; going back");
    await rollTo(cluster, String(rolls + 1));
    await untilRolled(cluster, 60_000);
    const result = await load.stop();
    promised("no request fails while versions roll", result.failures.length === 0, result.failures.slice(0, 10));
    promised("the broken version takes no request", result.versions.broken === undefined, result.versions);
    promised("every version answered", Object.keys(result.versions).length === rolls + 1, result.versions);
    return {
      rolls,
      requests: result.requests,
      failures: 0,
      p99Ms: Math.round(result.p99Ms),
      versions: result.versions,
    };
  } finally {
    await platform.stop();
  }
}

async function rollToBroken(cluster: Awaited<ReturnType<typeof startPlatform>>["cluster"]): Promise<void> {
  const name = { namespace: "default", name: "web" };
  await cluster.patch("Deployment", name, { type: "merge", body: { spec: { progressDeadlineSeconds: 5 } } });
  await rollTo(cluster, "broken", { breaks: true });
  await until("the roll is given up", 30_000, async () => {
    const { status } = await cluster.get("Deployment", name);
    return conditionOf(status?.conditions, "Progressing")?.reason === "ProgressDeadlineExceeded";
  });
  const ready = (await podsOfWeb(cluster)).filter(
    (pod) => conditionOf(pod.status?.conditions, "Ready")?.status === "True",
  );
  promised("the old pods keep serving", ready.length >= 3, ready.length);
}

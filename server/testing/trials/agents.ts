import { systemClock } from "@/server/lib/clock";
import type { Pod } from "@/server/objects/types";
import { startLoad } from "../load";
import { type Platform, startPlatform, until } from "../platform";
import { areReady, deployWeb, podsOfWeb, processesOf } from "../webApp";
import { promised, type Trial } from "./trial";

const graceSeconds = 6;

/** A dead agent's pods live on and are adopted; a lost node's pods are elsewhere within grace plus 5 s. */
export const agents: Trial = {
  name: "agents",
  says: "kills agents, then hangs one for good",
  fraction: "2 kills instead of 10, and the lost node",
  async run({ isWhole, log }) {
    const platform = await startPlatform({ settings: { PILOTHOUSE_NODE_GRACE: String(graceSeconds) } });
    try {
      await deployWeb(platform.cluster, 6);
      const load = startLoad({ port: platform.gatewayPort, host: "web.localhost", perSecond: 50 });
      const adoptedMs: number[] = [];
      for (let turn = 1; turn <= (isWhole ? 10 : 2); turn++) {
        adoptedMs.push(await killAgent(platform, `node-${(turn % 3) + 1}`));
        log(`agent kill ${turn}: its pods were adopted ${adoptedMs.at(-1)} ms after its return`);
      }
      const { failures } = await load.stop();
      promised("requests are served while agents die", failures.length === 0, failures.slice(0, 5));
      promised("pods are adopted within 3 s of the return", Math.max(...adoptedMs) <= 3000, adoptedMs);
      const elsewhereMs = await loseNode(platform);
      log(`lost node: its pods were elsewhere after ${elsewhereMs} ms`);
      promised("elsewhere within grace plus 5 s", elsewhereMs <= (graceSeconds + 5) * 1000, elsewhereMs);
      return { adoptedMs, elsewhereMs, graceSeconds };
    } finally {
      await platform.stop();
    }
  },
};

/** Kills the agent, then a pod of its node: milliseconds from the new agent's start until it has looked after that pod. */
async function killAgent(platform: Platform, node: string): Promise<number> {
  const { cluster } = platform;
  const pods = (await podsOfWeb(cluster)).filter(({ spec }) => spec.nodeName === node);
  const before = processIds(pods);
  const name = `agent-${node}`;
  const old = await platform.pid(name);
  process.kill(old, "SIGKILL");
  await until("the agent is back", 10_000, async () => (await platform.pid(name).catch(() => old)) !== old);
  const backMs = systemClock.monotonicMs();
  await until(
    "the agent answers",
    10_000,
    async () => (await cluster.list("Pod").then(() => platform.readyz()))?.isReady === true,
  );
  const tookMs = Math.round(systemClock.monotonicMs() - backMs);
  promised("no process of its pods was touched", JSON.stringify(processIds(pods)) === JSON.stringify(before), before);
  const after = (await podsOfWeb(cluster)).filter(({ spec }) => spec.nodeName === node);
  promised(
    "no pod was restarted or replaced",
    sameLives(pods, after),
    after.map(({ metadata }) => metadata.name),
  );
  return tookMs;
}

/** Stops an agent's process for good (SIGSTOP): milliseconds until its pods are ready elsewhere, none running twice. */
async function loseNode(platform: Platform): Promise<number> {
  const { cluster } = platform;
  const lost = (await podsOfWeb(cluster)).filter(({ spec }) => spec.nodeName === "node-2");
  const startMs = systemClock.monotonicMs();
  await platform.signal("agent-node-2", "SIGSTOP");
  await until("its pods are elsewhere and ready", 60_000, async () => {
    const now = await podsOfWeb(cluster);
    const uids = new Set(now.map(({ metadata }) => metadata.uid));
    return lost.every(({ metadata }) => !uids.has(metadata.uid)) && now.length === 6 && areReady(now);
  });
  for (const pod of lost)
    promised("the lost pods' processes ended", processesOf(pod.metadata.name).length === 0, pod.metadata.name);
  return Math.round(systemClock.monotonicMs() - startMs);
}

function processIds(pods: readonly Pod[]): number[][] {
  return pods.map(({ metadata }) => processesOf(metadata.name));
}

function sameLives(before: readonly Pod[], after: readonly Pod[]): boolean {
  const life = (pod: Pod) => `${pod.metadata.uid} ${pod.status?.containerStatuses?.[0]?.restartCount}`;
  return JSON.stringify(before.map(life).sort()) === JSON.stringify(after.map(life).sort());
}

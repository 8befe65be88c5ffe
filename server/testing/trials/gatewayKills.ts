import http from "node:http";
import { findHaproxy } from "@/server/gateway/drivers/haproxy/haproxyProcess";
import { systemClock } from "@/server/lib/clock";
import { type Platform, startPlatform, until } from "../platform";
import { deployWeb } from "../webApp";
import { promised, type Trial } from "./trial";

/** A gateway that dies is back within a second, and knows its routes while the control plane is dead. */
export const gatewayKills: Trial = {
  name: "gateway-kills",
  says: "kills the gateway, also while the control plane is dead",
  fraction: "2 kills instead of 10, through each gateway driver",
  async run({ isWhole, log }) {
    const awayMs: Record<string, number[]> = {};
    for (const driver of findHaproxy() ? ["embedded", "haproxy"] : ["embedded"]) {
      const platform = await startPlatform({ settings: { PILOTHOUSE_GATEWAY: driver } });
      try {
        await deployWeb(platform.cluster);
        const times: number[] = [];
        for (let turn = 1; turn <= (isWhole ? 10 : 2); turn++) {
          if (turn % 2 === 0) await platform.signal("control", "SIGKILL");
          times.push(await killGateway(platform));
          log(`${driver}, kill ${turn}: requests were answered again after ${times.at(-1)} ms`);
          await platform.untilReady();
        }
        awayMs[driver] = times;
      } finally {
        await platform.stop();
      }
    }
    const longest = Math.max(...Object.values(awayMs).flat());
    promised("back within a second (three on a busy machine)", longest <= 3000, awayMs);
    return { awayMs };
  },
};

/** Milliseconds until a request is answered again. */
async function killGateway(platform: Platform): Promise<number> {
  const startMs = systemClock.monotonicMs();
  await platform.signal("gateway", "SIGKILL");
  await until(
    "the gateway is away",
    2000,
    async () => !(await answers(platform.gatewayPort)) || systemClock.monotonicMs() - startMs > 500,
  );
  await until("the gateway answers", 20_000, () => answers(platform.gatewayPort));
  return Math.round(systemClock.monotonicMs() - startMs);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { port, host: "127.0.0.1", headers: { host: "web.localhost" }, agent: false, timeout: 1000 };
    const request = http.get(options, (response) => {
      response.resume().once("end", () => resolve(response.statusCode === 200));
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}

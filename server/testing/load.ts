import http from "node:http";
import { systemClock } from "@/server/lib/clock";

export interface LoadOptions {
  readonly port: number;
  readonly host: string;
  readonly path?: string;
  readonly perSecond: number;
}

export interface LoadResult {
  readonly requests: number;
  /** One line for each request that did not end with 200. */
  readonly failures: readonly string[];
  /** What answered, by the text of the answers' `version`. */
  readonly versions: Readonly<Record<string, number>>;
  readonly p99Ms: number;
}

/** Asks at a steady rate, every second request on a kept connection and the others on new ones, until told to stop. */
export function startLoad({ port, host, path = "/", perSecond }: LoadOptions): { stop(): Promise<LoadResult> } {
  const kept = new http.Agent({ keepAlive: true, maxSockets: 32 });
  const failures: string[] = [];
  const versions: Record<string, number> = {};
  const times: number[] = [];
  const open = new Set<Promise<void>>();
  let sent = 0;

  function one(agent: http.Agent | false): Promise<void> {
    const startMs = systemClock.monotonicMs();
    return new Promise((resolve) => {
      const fail = (why: string) => {
        failures.push(`${new Date(systemClock.now()).toISOString()} ${agent ? "kept" : "new"} connection: ${why}`);
        resolve();
      };
      const request = http.get(
        { port, host: "127.0.0.1", path, agent, headers: { host }, timeout: 10_000 },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (chunk) => {
            text += chunk;
          });
          response.once("error", (error) => fail(error.message));
          response.once("end", () => {
            times.push(systemClock.monotonicMs() - startMs);
            if (response.statusCode !== 200) return fail(`${response.statusCode} ${text.trim()}`);
            const version = /"version":"([^"]*)"/.exec(text)?.[1] ?? "?";
            versions[version] = (versions[version] ?? 0) + 1;
            resolve();
          });
        },
      );
      request.once("timeout", () => request.destroy(new Error("no answer in 10 s")));
      request.once("error", (error) => fail(error.message));
    });
  }

  const startMs = systemClock.monotonicMs();
  const cancel = systemClock.every(5, () => {
    const due = Math.floor(((systemClock.monotonicMs() - startMs) / 1000) * perSecond);
    for (; sent < due; sent++) {
      const asked = one(sent % 2 === 0 ? kept : false).finally(() => open.delete(asked));
      open.add(asked);
    }
  });
  return {
    async stop() {
      cancel();
      await Promise.all(open);
      kept.destroy();
      times.sort((a, b) => a - b);
      return { requests: sent, failures, versions, p99Ms: times[Math.floor(times.length * 0.99)] ?? 0 };
    },
  };
}

import { delay, systemClock } from "@/server/lib/clock";
import { startPlatform } from "../platform";
import { megabytes, memoryOf, sumOf } from "./memory";
import { promised, type Trial } from "./trial";

/** What an idle platform may hold, with Postgres and HAProxy. */
export const idleBudgetBytes = 450e6;

/** Idle, all processes with Postgres are under 450 MB. */
export const idle: Trial = {
  name: "idle",
  says: "starts the platform, leaves it alone for a minute, and sums the memory of all its processes (PSS)",
  fraction: "15 s instead of 60",
  async run({ isWhole, log }) {
    const platform = await startPlatform({ settings: { PILOTHOUSE_GATEWAY: "auto" } });
    try {
      await delay(systemClock, isWhole ? 60_000 : 15_000);
      const processes = await memoryOf(platform);
      const perProcess = megabytes(processes);
      log(
        Object.entries(perProcess)
          .map(([name, mb]) => `${name} ${mb}`)
          .join(", "),
      );
      const bytes = sumOf(processes);
      promised("all processes together hold less than 450 MB", bytes < idleBudgetBytes, perProcess);
      return { megabytes: Math.round(bytes / 1e6), perProcess };
    } finally {
      await platform.stop();
    }
  },
};

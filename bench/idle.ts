import { delay, systemClock } from "@/server/lib/clock";
import { startPlatform } from "@/server/testing/platform";
import { idleBudgetBytes } from "@/server/testing/trials/idle";
import { megabytes, memoryOf, sumOf } from "@/server/testing/trials/memory";
import { report } from "./parts/report";

const platform = await startPlatform({ settings: { PILOTHOUSE_GATEWAY: "auto" } });
try {
  await delay(systemClock, 60_000);
  const processes = await memoryOf(platform);
  if (!process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(megabytes(processes))}\n`);
  report({
    idle: {
      ours: sumOf(processes) / 1e6,
      peer: idleBudgetBytes / 1e6,
      unit: "MB",
      isLessBetter: true,
      beside: "the budget",
    },
  });
} finally {
  await platform.stop();
}

import { expect, it } from "vitest";
import { silentLog } from "@/server/lib/log";
import { postgresKill } from "./postgresKill";

it("loses no acknowledged write and applies none twice when Postgres is killed under 50 writers", async () => {
  const result = await postgresKill({ rounds: 1, writers: 50, log: silentLog });
  expect(result.violations).toEqual([]);
  expect(result.acknowledged).toBeGreaterThan(50);
  expect(result.readyMs[0]).toBeLessThan(5_000);
});

import { silentLog } from "@/server/lib/log";
import { postgresKill } from "@/server/store/trials/postgresKill";
import { promised, type Trial } from "./trial";

/** Postgres is killed under fifty concurrent writers; nothing acknowledged is lost, nothing applied twice. */
export const postgresKills: Trial = {
  name: "postgres-kills",
  says: "kills Postgres under 50 concurrent writers",
  fraction: "2 kills instead of 10",
  async run({ isWhole }) {
    const result = await postgresKill({ rounds: isWhole ? 10 : 2, writers: 50, log: silentLog });
    promised("no acknowledged write lost, none applied twice", result.violations.length === 0, result.violations);
    promised("ready within 5 s of its return", Math.max(...result.readyMs) <= 5000, result.readyMs);
    return { ...result };
  },
};

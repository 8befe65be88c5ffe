import { afterAll } from "vitest";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { freshDatabase, type TestDatabase } from "@/server/testing/postgres";
import { openPostgresStore } from "./postgresStore";
import { describeStore } from "./storeContract";

const databases: TestDatabase[] = [];
afterAll(async () => {
  for (const database of databases) await database.drop();
});

describeStore("PostgresStore", async (options) => {
  const database = await freshDatabase();
  databases.push(database);
  return openPostgresStore({
    url: database.url,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    ...options,
  });
});

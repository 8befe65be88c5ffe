import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "@/server/database/migrate";
import { startPostgres } from "@/server/database/postgres";
import { silentLog } from "@/server/lib/log";
import type {} from "./postgres";

/** One Postgres for all integration tests of a run, quick and forgetful; each test copies a database of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "pilothouse-test-"));
  fs.chmodSync(dataDir, 0o711);
  const postgres = await startPostgres({
    dataDir,
    log: silentLog,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" },
    endsWithParent: true,
  });
  await migrate(postgres.url);
  project.provide("templateUrl", postgres.url);
  return async () => {
    await postgres.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
}

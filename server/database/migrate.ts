import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { messageOf } from "@/server/lib/errors";

/** The key that Prisma Migrate locks by, so that the two never run at once. */
const lockKey = 72707369;
const oldestVersion = 140_000;

/** Prisma Migrate's own table, as its command line makes it. */
const table = `create table if not exists _prisma_migrations (
  id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
  logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0)`;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface Applied {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

/**
 * Brings the database to the newest migration in `folder` and returns the names of those that it applied. Each is all
 * or nothing. Rejects, before it changes anything, when the database holds what these migrations did not make.
 */
export async function migrate(url: string, folder = path.resolve("prisma/migrations")): Promise<string[]> {
  const migrations = readMigrations(folder);
  const client = await connect(url);
  try {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    await client.query(table);
    const { rows } = await client.query<Applied>(
      "select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null",
    );
    const missing = missingMigrations(migrations, rows);
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/** Those that are still to be applied, in order; throws when the database's history is not a beginning of this one. */
export function missingMigrations(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  for (const row of applied) {
    const name = row.migration_name;
    const known = migrations.find((migration) => migration.name === name);
    if (!row.finished_at)
      throw new Error(`Migration ${name} was begun by another tool and not finished. Finish or resolve it by Prisma.`);
    if (!known)
      throw new Error(`The database was made by a newer Pilothouse (migration ${name} is unknown here). Update first.`);
    if (known.checksum !== row.checksum) throw new Error(`Migration ${name} was edited after it was applied.`);
  }
  return migrations.filter(({ name }) => !applied.some((row) => row.migration_name === name));
}

function readMigrations(folder: string): Migration[] {
  const names = fs.readdirSync(folder).filter((name) => fs.existsSync(path.join(folder, name, "migration.sql")));
  return names.sort().map((name) => {
    const sql = fs.readFileSync(path.join(folder, name, "migration.sql"), "utf8");
    return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
  });
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>("show server_version_num");
    if (Number(rows[0]?.server_version_num) >= oldestVersion) return client;
  } catch (cause) {
    await client.end().catch(() => {});
    const { host, port, database } = client;
    const says = `The database ${database} at ${host}:${port} cannot be used: ${messageOf(cause)}. Check DATABASE_URL.`;
    throw new Error(says, { cause });
  }
  await client.end();
  throw new Error("The database is too old: Pilothouse needs PostgreSQL 14 or newer.");
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("begin");
    await client.query(sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback").catch(() => {});
    throw new Error(`Migration ${name} failed, and nothing of it was kept: ${messageOf(cause)}`, { cause });
  }
}

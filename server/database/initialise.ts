import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { Binaries } from "./binaries";
import { type Home, password } from "./home";
import type { User } from "./runAs";

export const userName = "pilothouse";
export const databaseName = "pilothouse";

/** What Postgres' programs see of our environment: nothing that could change what they do. */
export const postgresEnvironment: NodeJS.ProcessEnv = {
  NODE_ENV: "production",
  PATH: process.env.PATH ?? "",
  LC_ALL: "C",
  TZ: "UTC",
};

/** Makes the data folder and the database in it, once. Cut off in the middle, it is begun anew the next time. */
export function initialise(home: Home, binaries: Binaries, user: User | undefined): void {
  if (fs.existsSync(path.join(home.data, "PG_VERSION"))) return;
  const draft = path.join(home.folder, "data.new");
  const passwordCopy = path.join(draft, "..", "password.init");
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.writeFileSync(passwordCopy, password(home), { mode: 0o600 });
  try {
    if (user) for (const each of [draft, passwordCopy]) fs.chownSync(each, user.uid, user.gid);
    const initdb = ["-D", draft, "-U", userName, "-A", "scram-sha-256", "--pwfile", passwordCopy, "-E", "UTF8"];
    run(binaries.initdb, [...initdb, "--locale=C", "--no-instructions"], { user });
    const single = ["--single", "-D", draft, "-c", "log_min_messages=fatal", "postgres"];
    run(binaries.postgres, single, { user, input: `CREATE DATABASE ${databaseName}\n` });
  } finally {
    fs.rmSync(passwordCopy, { force: true });
  }
  fs.rmSync(home.data, { recursive: true, force: true });
  fs.renameSync(draft, home.data);
}

function run(program: string, args: readonly string[], { user, input }: { user?: User; input?: string }): void {
  const options = { ...user, env: postgresEnvironment, input, cwd: "/", encoding: "utf8", timeout: 120_000 } as const;
  const result = spawnSync(program, args, options);
  if (result.status !== 0) throw new Error(failure(program, result));
}

function failure(program: string, { error, stderr, status, signal }: SpawnSyncReturns<string>): string {
  const why = error?.message ?? (stderr.trim() || `it ended with ${signal ?? status}`);
  return `The database could not be made: ${path.basename(program)}: ${why.slice(-2_000)}`;
}

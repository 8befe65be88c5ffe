import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** A user of this machine, by numbers. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Postgres refuses to run as root: then it runs as one of these. */
const unprivileged = ["postgres", "nobody"];

/** Who Postgres runs as; undefined when that is whoever we are. */
export function postgresUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of unprivileged) {
    const uid = idOf("-u", name);
    const gid = idOf("-g", name);
    if (uid && gid) return { uid, gid };
  }
  throw new Error(
    `Postgres cannot run as root, and this machine has no user named ${unprivileged.join(" or ")}. ` +
      "Nothing was started: make such a user, start Pilothouse as another one, or set DATABASE_URL.",
  );
}

/** Whether the user can get to `target` through every folder above it. */
export function canReach(user: User | undefined, target: string): boolean {
  if (!user) return true;
  for (let folder = path.dirname(path.resolve(target)); ; folder = path.dirname(folder)) {
    const { uid, gid, mode } = fs.statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

function idOf(flag: string, name: string): number | undefined {
  try {
    return Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  } catch {
    return undefined;
  }
}

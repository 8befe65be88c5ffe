import fs from "node:fs";
import { identityOf, isAlive } from "@/server/lib/processIdentity";

/**
 * Takes the data folder for this process. Returns the way to give it back, or undefined when a live process has it.
 * The file appears whole (a hard link), and a dead owner's is taken over.
 */
export function takeLock(file: string): (() => void) | undefined {
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, JSON.stringify(identityOf(process.pid)), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        fs.linkSync(mine, file);
        return () => fs.rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      if (isOwned(file)) return undefined;
      fs.rmSync(file, { force: true });
    }
    return undefined;
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

function isOwned(file: string): boolean {
  try {
    return isAlive(JSON.parse(fs.readFileSync(file, "utf8")));
  } catch {
    return false;
  }
}

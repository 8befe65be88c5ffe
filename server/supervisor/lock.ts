import fs from "node:fs";
import path from "node:path";
import { identityOf, isAlive } from "@/server/lib/processIdentity";

const tries = 5;
let taken = 0;

/**
 * Takes the data folder for this process. Returns the way to give it back, or undefined when a live process has it.
 * Each who wants it first writes a file of its own beside `file`, then looks for others: of two that come at once the
 * later sees the earlier, so that never both have it (both may give way, and try again). A dead one's counts for nothing.
 */
export function takeLock(file: string): (() => void) | undefined {
  const mine = `${file}.${process.pid}.${taken++}`;
  const giveBack = () => fs.rmSync(mine, { force: true });
  for (let attempt = 0; attempt < tries; attempt++) {
    fs.writeFileSync(mine, JSON.stringify(identityOf(process.pid)), { mode: 0o600 });
    const others = claimsOf(file).filter((claim) => claim !== mine);
    if (others.some(isHeld)) giveBack();
    else {
      for (const dead of others) fs.rmSync(dead, { force: true });
      return giveBack;
    }
  }
  return undefined;
}

/** The PID of whom has it now, if anybody. */
export function lockOwner(file: string): number | undefined {
  const held = claimsOf(file).find(isHeld);
  return held && JSON.parse(fs.readFileSync(held, "utf8")).pid;
}

/** The file itself is how earlier versions held the folder. */
function claimsOf(file: string): string[] {
  const base = path.basename(file);
  const names = fs.readdirSync(path.dirname(file)).filter((name) => name === base || name.startsWith(`${base}.`));
  return names.map((name) => path.join(path.dirname(file), name));
}

function isHeld(claim: string): boolean {
  try {
    return isAlive(JSON.parse(fs.readFileSync(claim, "utf8")));
  } catch {
    return false;
  }
}

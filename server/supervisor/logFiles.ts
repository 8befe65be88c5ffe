import fs from "node:fs";
import path from "node:path";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";

const mostBytes = 10 * 1024 * 1024;

/**
 * Copies a log that grew large to `NAME.log.1` and empties it in place: its writers append, so they go on at 0. On a full
 * disk it is emptied without a copy, which gives the space back.
 */
export function rotateLogs(folder: string, log: Log): void {
  for (const name of fs.readdirSync(folder).filter((name) => name.endsWith(".log"))) {
    const file = path.join(folder, name);
    try {
      if (fs.statSync(file).size <= mostBytes) continue;
      keepCopy(file, log);
      fs.truncateSync(file, 0);
    } catch (error) {
      log.warn({ file: name, error: messageOf(error) }, "a log could not be rotated");
    }
  }
}

function keepCopy(file: string, log: Log): void {
  try {
    fs.copyFileSync(file, `${file}.1`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    fs.rmSync(`${file}.1`, { force: true });
    log.warn({ file: path.basename(file) }, "the disk is full: a large log was emptied, and no copy kept");
  }
}

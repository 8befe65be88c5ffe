import fs from "node:fs";

/** The log as an argument: structured fields first, a sentence after, as pino has it. It never throws. */
export interface Log {
  debug(fields: object, says: string): void;
  info(fields: object, says: string): void;
  warn(fields: object, says: string): void;
  error(fields: object, says: string): void;
}

const order = ["debug", "info", "warn", "error"] as const;
type Level = (typeof order)[number];

/**
 * One JSON object a line, to `write`. Errors among the fields are written as `{ message, stack }`. A line that cannot be
 * written (a full disk) is lost: whoever logs goes on, and the next line is tried anew.
 */
export function jsonLog(write: (line: string) => void, nowMs: () => number, least: Level = "info"): Log {
  const at = (level: Level) => (fields: object, says: string) => {
    if (order.indexOf(level) < order.indexOf(least)) return;
    try {
      write(`${JSON.stringify({ at: new Date(nowMs()).toISOString(), level, says, ...fields }, readable)}\n`);
    } catch {
      // There is nobody to tell: the log is where it would be told.
    }
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** To this process' standard output, by the descriptor: the stream of that name is closed for good by one full disk. */
export function outputLog(nowMs: () => number): Log {
  return jsonLog((line) => void fs.writeSync(1, line), nowMs);
}

/** Lets what a process prints be lost where it cannot be written; else that ends the process. */
export function surviveLostOutput(process: NodeJS.Process): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

function readable(_key: string, value: unknown): unknown {
  return value instanceof Error ? { message: value.message, stack: value.stack } : value;
}

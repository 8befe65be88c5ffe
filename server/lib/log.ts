/** The log as an argument: structured fields first, a sentence after, as pino has it. */
export interface Log {
  debug(fields: object, says: string): void;
  info(fields: object, says: string): void;
  warn(fields: object, says: string): void;
  error(fields: object, says: string): void;
}

const order = ["debug", "info", "warn", "error"] as const;
type Level = (typeof order)[number];

/** One JSON object a line, to `write`. Errors among the fields are written as `{ message, stack }`. */
export function jsonLog(write: (line: string) => void, nowMs: () => number, least: Level = "info"): Log {
  const at = (level: Level) => (fields: object, says: string) => {
    if (order.indexOf(level) < order.indexOf(least)) return;
    write(`${JSON.stringify({ at: new Date(nowMs()).toISOString(), level, says, ...fields }, readable)}\n`);
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

function readable(_key: string, value: unknown): unknown {
  return value instanceof Error ? { message: value.message, stack: value.stack } : value;
}

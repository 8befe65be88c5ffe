import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { mainOf } from "./kill";
import { toolEnvironment } from "./launch";
import { hasTools } from "./machine";
import type { ContainerRecord } from "./record";

const run = promisify(execFile);

/**
 * What holds a container's terminal: `script` makes one and carries bytes between it and the container's input and
 * output, so that the terminal outlives the agent.
 */
export const terminalScript = "exec script --quiet --return --echo always --command '. ./enter.sh' /dev/null\n";

export const noTerminals = "containers get no terminal: that needs `script` of util-linux 2.36 or later";

/** Found out by making one. */
export async function canHoldTerminals(): Promise<boolean> {
  if (process.platform !== "linux" || !hasTools(["script", "stty"])) return false;
  const words = ["--quiet", "--return", "--echo", "always", "--command", "true", "/dev/null"];
  return run("script", words, { env: toolEnvironment(), timeout: 60_000 }).then(
    () => true,
    () => false,
  );
}

/** The size of a container's terminal, told to the program in it; a container without one hears nothing. */
export function setSize(record: ContainerRecord, columns: number, rows: number): void {
  const main = record.hasTerminal ? mainOf(record) : undefined;
  if (!main) return;
  const words = [
    "-F",
    `/proc/${main.pid}/fd/0`,
    "cols",
    String(Math.max(1, columns)),
    "rows",
    String(Math.max(1, rows)),
  ];
  run("stty", words, { env: toolEnvironment() }).catch(() => {});
}

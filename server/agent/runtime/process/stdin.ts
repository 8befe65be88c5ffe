import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { identityOf, type ProcessIdentity } from "@/server/lib/processIdentity";
import { toolEnvironment } from "./launch";
import { files } from "./layout";

const run = promisify(execFile);

/** A container's input. */
export interface StdinRecord {
  /** Closed for good when the first who attaches to it leaves. */
  readonly isOnce: boolean;
  /** Holds the input open while nobody writes; lives as long as the shim, or until the input is to end. */
  readonly keeper?: ProcessIdentity;
}

/** Both FIFOs open without waiting where they are opened for reading and writing; `alive` ends with the shim that holds it. */
const keepScript = `exec 4<>${files.stdin}; exec cat <${files.alive} >/dev/null`;

/** Makes the container's input: a FIFO that outlives the agent, and the process that keeps it open. */
export async function makeStdin(dir: string, isOnce: boolean): Promise<StdinRecord> {
  await run("mkfifo", ["-m", "666", files.stdin, files.alive], { cwd: dir, env: toolEnvironment() });
  const child = spawn("sh", ["-c", keepScript], { cwd: dir, env: toolEnvironment(), detached: true, stdio: "ignore" });
  await new Promise((resolve, reject) => child.once("spawn", () => resolve(0)).once("error", reject));
  child.unref();
  const keeper = identityOf(child.pid ?? 0);
  return { isOnce, ...(keeper ? { keeper } : {}) };
}

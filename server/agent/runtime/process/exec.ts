import type { ChildProcess } from "node:child_process";
import { execFile } from "node:child_process";
import { open, rm } from "node:fs/promises";
import path from "node:path";
import { Writable } from "node:stream";
import { promisify } from "node:util";
import type { ExecSession } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { identityOf, signalIfSame } from "@/server/lib/processIdentity";
import { joinArguments, type Launch, launchPiped, toolEnvironment } from "./launch";
import { readProcessTable, treeOf } from "./processTable";
import { commandScript, joinScript } from "./shim";

const run = promisify(execFile);

/** A command in a container, its streams as they are. */
export function pipedSession(launch: Launch, hasStdin: boolean): ExecSession {
  const child = launchPiped(launch);
  child.stdin?.on("error", () => {});
  if (!hasStdin) child.stdin?.end();
  return {
    write: (data, taken = () => {}) => {
      if (child.stdin?.writable) child.stdin.write(data, () => taken());
      else taken();
    },
    end: () => void child.stdin?.end(),
    resize: () => {},
    onOutput(call) {
      child.stdout?.on("data", (data: Buffer) => call("stdout", data));
      child.stderr?.on("data", (data: Buffer) => call("stderr", data));
    },
    exited: new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code ?? signalCode(signal)));
    }),
    close: () => endGroup(child),
    pause() {
      child.stdout?.pause();
      child.stderr?.pause();
    },
    resume() {
      child.stdout?.resume();
      child.stderr?.resume();
    },
  };
}

/** Runs to its end or to its time; both streams together, cut. */
export async function runToEnd(
  launch: Launch,
  { timeoutMs, clock }: { readonly timeoutMs: number; readonly clock: Clock },
): Promise<{ readonly code: number; readonly output: string }> {
  const child = launchPiped(launch);
  child.stdin?.end();
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  const gather = (data: Buffer) => {
    if (sizeBytes < maxOutputBytes) pieces.push(data.subarray(0, maxOutputBytes - sizeBytes));
    sizeBytes += data.length;
  };
  child.stdout?.on("data", gather);
  child.stderr?.on("data", gather);
  return new Promise((resolve, reject) => {
    const finish = (code: number) => {
      cancel();
      resolve({ code, output: Buffer.concat(pieces).toString("utf8") });
    };
    const cancel = clock.after(timeoutMs, () => {
      endGroup(child);
      finish(timedOutCode);
    });
    child.once("error", reject);
    child.once("close", (code, signal) => finish(code ?? signalCode(signal)));
  });
}

/** What `timeout` answers with, too. */
const timedOutCode = 124;
const maxOutputBytes = 10 * 1024;

export interface TerminalOptions {
  /** No other session of the container has it. */
  readonly name: string;
  readonly clock: Clock;
}

/**
 * A command with a terminal. The terminal library passes no third file descriptor on: a FIFO, opened and unlinked
 * before the command runs, carries the environment, so that it never lies on disk.
 */
export async function terminalSession(launch: Launch, { name, clock }: TerminalOptions): Promise<ExecSession> {
  const fifo = path.join(launch.dir, `exec-${name}.fifo`);
  await run("mkfifo", ["-m", "600", fifo], { env: toolEnvironment() });
  const { spawn } = await import("@lydell/node-pty");
  const script = `exec 3<"$1"; rm -f "$1"; shift; ${joinScript}`;
  const terminal = spawn("sh", ["-c", script, "exec", fifo, ...joinArguments(launch)], {
    name: "xterm-256color",
    cwd: launch.dir,
    env: { ...toolEnvironment(), TERM: "xterm-256color" },
    encoding: null,
  });
  const exited = new Promise<number>((resolve) => {
    terminal.onExit(({ exitCode, signal }) => resolve(signal ? 128 + signal : exitCode));
  });
  void tell(fifo, commandScript(launch.command, { TERM: "xterm-256color", ...launch.env }), exited);
  return {
    write(data, taken = () => {}) {
      // The library does not tell when a write is done; the socket beneath it does.
      const socket: unknown = Reflect.get(terminal, "_socket");
      if (socket instanceof Writable && socket.writable) socket.write(Buffer.from(data), () => taken());
      else taken();
    },
    end: () => terminal.write("\u0004"),
    resize: (columns, rows) => resizeIfOpen(() => terminal.resize(Math.max(1, columns), Math.max(1, rows))),
    onOutput: (call) => void terminal.onData((data) => call("stdout", toBytes(data))),
    exited,
    close: () => endTree(terminal.pid, clock),
    pause: () => terminal.pause(),
    resume: () => terminal.resume(),
  };
}

const settleMs = 10;
const hangUpMs = 1_000;

/**
 * Hangs up on everything below the terminal, and ends what does not go. The first process may only lead into the
 * container's namespaces: it is stopped before what lies below it is looked at, so that nothing it starts escapes.
 */
function endTree(pid: number, clock: Clock): void {
  const root = identityOf(pid);
  if (!root) return;
  signalIfSame(root, "SIGSTOP");
  clock.after(settleMs, () => {
    const below = treeOf(readProcessTable(), [pid]).flatMap((row) =>
      row.pid === pid ? [] : (identityOf(row.pid) ?? []),
    );
    const all = [...below, root];
    for (const one of all) signalIfSame(one, "SIGHUP");
    signalIfSame(root, "SIGCONT");
    clock.after(hangUpMs, () => {
      for (const one of all) signalIfSame(one, "SIGKILL");
    });
  });
}

/** Opening a FIFO waits for its reader; one that ended first is stood in for, so that nothing waits forever. */
async function tell(fifo: string, text: string, exited: Promise<number>): Promise<void> {
  void exited.then(() => standIn(fifo));
  try {
    const file = await open(fifo, "w");
    await file.write(text);
    await file.close();
  } catch {
    // The session has ended already: its exit says so.
  }
}

async function standIn(fifo: string): Promise<void> {
  try {
    const file = await open(fifo, "r+");
    await file.close();
    await rm(fifo, { force: true });
  } catch {
    // Taken by its reader, as it should be.
  }
}

/** With `encoding: null` the library hands over buffers, whatever its types say. */
function toBytes(data: unknown): Uint8Array {
  return data instanceof Uint8Array ? data : Buffer.from(String(data));
}

function resizeIfOpen(act: () => void): void {
  try {
    act();
  } catch {
    // The terminal closed in between.
  }
}

/** The command leads a group with what it started: all of it goes. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

const signalCode = (signal: NodeJS.Signals | null) => (signal === "SIGKILL" ? 137 : signal ? 143 : 1);

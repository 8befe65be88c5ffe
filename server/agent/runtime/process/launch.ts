import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import path from "node:path";
import type { Writable } from "node:stream";
import { type Cgroup, procsFiles } from "./cgroups";
import { toolPath } from "./machine";
import { commandScript, joinScript } from "./shim";

/** What the shim's own tools see; the command's environment comes by file descriptor 3. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const env: Partial<NodeJS.ProcessEnv> = { PATH: toolPath(), LC_ALL: "C" };
  return env as NodeJS.ProcessEnv;
}

export interface Launch {
  readonly dir: string;
  readonly cgroup?: Cgroup;
  /** The words that come before the command: namespaces, shim. */
  readonly words: readonly string[];
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Starts the shim in a session of its own, writing to the container's output files; it outlives this process. */
export function launchShim(launch: Launch): ChildProcess {
  const open = (name: string) => openSync(path.join(launch.dir, name), "a", 0o600);
  const output = [open("stdout"), open("stderr")] as const;
  try {
    const script = `echo $$ >pid; ${joinScript}`;
    const child = spawn("sh", ["-c", script, "launch", ...joinArguments(launch)], {
      cwd: launch.dir,
      env: toolEnvironment(),
      detached: true,
      stdio: ["ignore", output[0], output[1], "pipe"],
    });
    tell(child, launch);
    child.unref();
    return child;
  } finally {
    for (const file of output) closeSync(file);
  }
}

/** Starts a command in a running container, its streams piped to this process. */
export function launchPiped(launch: Launch): ChildProcess {
  const child = spawn("sh", ["-c", joinScript, "exec", ...joinArguments(launch)], {
    cwd: launch.dir,
    env: toolEnvironment(),
    detached: true,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
  tell(child, launch);
  return child;
}

export function joinArguments({ cgroup, words }: Pick<Launch, "cgroup" | "words">): string[] {
  return [...procsFiles(cgroup), "--", ...words];
}

function tell(child: ChildProcess, { command, env }: Launch): void {
  const pipe = child.stdio[3] as Writable | null;
  pipe?.on("error", () => {});
  pipe?.end(commandScript(command, env));
}

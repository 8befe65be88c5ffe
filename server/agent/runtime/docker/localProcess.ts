import { readFileSync } from "node:fs";

/** The control groups of a process of this machine: `memory` → `/docker/ID`; version 2 has one, named "". */
export function cgroupsOf(pid: number): ReadonlyMap<string, string> {
  try {
    const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").trim().split("\n");
    return new Map(
      lines.flatMap((line) => {
        const [, controllers = "", ...path] = line.split(":");
        return controllers.split(",").map((controller) => [controller, path.join(":")] as const);
      }),
    );
  } catch {
    return new Map();
  }
}

/**
 * Whether this PID, as the engine tells it, is a process of that container on this very machine: an engine elsewhere, or
 * in a virtual machine, counts by its own.
 */
export function isInContainer(pid: number, containerId: string): boolean {
  return pid > 0 && [...cgroupsOf(pid).values()].some((path) => path.includes(containerId));
}

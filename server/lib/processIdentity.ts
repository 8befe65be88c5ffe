import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * A process that cannot be mistaken for another: a PID alone is given out again after an exit or a reboot. Nothing of
 * ours is signalled before all three were compared.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** As the system tells it (clock ticks since boot on Linux, a date on macOS): compared, never computed with. */
  readonly startTime: string;
  readonly bootId: string;
}

let knownBootId: string | undefined;

/** Differs after every boot of this machine. */
export function bootId(): string {
  knownBootId ??= readText("/proc/sys/kernel/random/boot_id") ?? ask("sysctl", ["-n", "kern.bootsessionuuid"]) ?? "";
  return knownBootId;
}

/** Who has this PID now; undefined when nobody has, or only a zombie. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const startTime = process.platform === "linux" ? linuxStartTime(pid) : psStartTime(pid);
  return startTime === undefined ? undefined : { pid, startTime, bootId: bootId() };
}

/** True while this very process runs (a zombie does not). */
export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.bootId !== bootId()) return false;
  return identityOf(identity.pid)?.startTime === identity.startTime;
}

/**
 * Signals the process if it is still the same one; `group` signals its whole process group (it must lead one).
 * Returns whether a signal was sent.
 */
export function signalIfSame(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  { group = false }: { readonly group?: boolean } = {},
): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(group ? -identity.pid : identity.pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Field 22 of `/proc/PID/stat`; the name in field 2 may hold spaces and parentheses, so count from the last one. */
function linuxStartTime(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
}

function psStartTime(pid: number): string | undefined {
  const line = ask("ps", ["-o", "stat=,lstart=", "-p", String(pid)]);
  const [, state = "Z", startTime] = /^(\S+)\s+(.+)$/.exec(line ?? "") ?? [];
  return state.startsWith("Z") ? undefined : startTime;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}

function ask(command: string, args: readonly string[]): string | undefined {
  try {
    return (
      execFileSync(command, [...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}

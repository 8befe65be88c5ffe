import { bootId, identityOf, isAlive, type ProcessIdentity, signalIfSame } from "@/server/lib/processIdentity";
import { membersOf } from "./cgroups";
import { childrenOf, readProcessTable, treeOf } from "./processTable";
import type { ContainerRecord } from "./record";

/** The shim as this machine counts: the holder itself, or the child of the `unshare` that holds its namespaces. */
export function shimOf({ holder, machine }: ContainerRecord): ProcessIdentity | undefined {
  if (!holder || !isAlive(holder)) return undefined;
  if (machine.namespaces === "none") return holder;
  return identityOf(childrenOf(holder.pid)[0] ?? 0);
}

/** The command's own process; only once the container has `started`, else it may be a tool of the shim. */
export function mainOf(record: ContainerRecord): ProcessIdentity | undefined {
  const shim = shimOf(record);
  const child = shim && childrenOf(shim.pid)[0];
  if (child === undefined) return undefined;
  // Between the two is what holds the terminal.
  return identityOf(record.hasTerminal ? (childrenOf(child)[0] ?? 0) : child);
}

/**
 * Ends every process of the container at once: the command, so that its shim can write the exit code, then whatever
 * else lives in its control group, its session or below it.
 */
export function killContainer(record: ContainerRecord): void {
  const tree = processesOf(record);
  const main = mainOf(record);
  if (main) signalIfSame(main, "SIGKILL");
  for (const identity of tree) signalIfSame(identity, "SIGKILL");
}

/** As `killContainer`, the shim too: when nobody needs its exit code, or it did not write one. */
export function killHolder(record: ContainerRecord): void {
  killContainer(record);
  if (record.holder) signalIfSame(record.holder, "SIGKILL");
  if (record.stdin?.keeper) signalIfSame(record.stdin.keeper, "SIGKILL");
}

/** All processes of the container but its shim. */
function processesOf(record: ContainerRecord): ProcessIdentity[] {
  const { holder, cgroup } = record;
  const shim = shimOf(record);
  const isShim = (pid: number) => pid === holder?.pid || pid === shim?.pid;
  const tree = holder ? treeOf(readProcessTable(), [holder.pid]) : [];
  const ours = holder && isStillHis(holder) ? tree.map((row) => row.pid) : [];
  return [...new Set([...ours, ...membersOf(cgroup)])]
    .filter((pid) => !isShim(pid))
    .flatMap((pid) => identityOf(pid) ?? []);
}

/** A PID is not given out again while a session bears its number: nobody, or he himself, leads that session. */
function isStillHis(holder: ProcessIdentity): boolean {
  return holder.bootId === bootId() && (isAlive(holder) || identityOf(holder.pid) === undefined);
}

import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { CgroupBase } from "./cgroups";

const name = "pilothouse";

/**
 * Where containers' control groups may be made: below the group that Pilothouse runs in (a unit with `Delegate=yes`,
 * a user's session), or beside the others as root. Tried by making one; what is refused is said in `cannot`.
 */
export function findCgroupBase(root = "/sys/fs/cgroup"): CgroupBase {
  if (process.platform !== "linux") return { version: 2, cannot: everything };
  const own = ownGroups();
  if (existsSync(path.join(root, "cgroup.controllers"))) return versionTwo(root, own.get("") ?? "/");
  const of = (controller: string) => versionOne(root, controller, own.get(controller) ?? "/");
  const [memory, cpu, cpuacct] = [of("memory"), of("cpu"), of("cpuacct")];
  return {
    version: 1,
    ...(memory ? { memory } : {}),
    ...(cpu ? { cpu } : {}),
    ...(cpuacct ? { cpuacct } : {}),
    cannot: [...(memory ? [] : [noMemory]), ...(cpu ? [] : [noCpu])],
  };
}

const noMemory = "memory limits are not enforced: this machine gives no memory control group";
const noCpu = "CPU limits are not enforced: this machine gives no CPU control group";
const everything = [noMemory, noCpu];

function versionOne(root: string, controller: string, own: string): string | undefined {
  for (const parent of new Set([path.join(root, controller, own), path.join(root, controller)])) {
    const dir = path.join(parent, name);
    if (existsSync(parent) && canUse(dir)) return dir;
  }
  return undefined;
}

function versionTwo(root: string, own: string): CgroupBase {
  const places = [path.join(root, path.dirname(own)), root];
  for (const parent of [...new Set(places)]) if (handsDown(parent)) return both(path.join(parent, name));
  const delegated = path.join(root, own);
  if (makeRoom(delegated) && handsDown(delegated)) return both(path.join(delegated, name));
  return { version: 2, cannot: everything };
}

const both = (dir: string): CgroupBase => ({ version: 2, memory: dir, cpu: dir, cpuacct: dir, cannot: [] });

function handsDown(parent: string): boolean {
  try {
    writeFileSync(path.join(parent, "cgroup.subtree_control"), "+memory +cpu");
    return canUse(path.join(parent, name));
  } catch {
    return false;
  }
}

/** A group that holds processes cannot hand controllers down (version 2): they move one level below. */
function makeRoom(dir: string): boolean {
  try {
    const below = path.join(dir, "platform");
    mkdirSync(below, { recursive: true });
    for (const pid of readFileSync(path.join(dir, "cgroup.procs"), "utf8").split("\n").filter(Boolean))
      writeFileSync(path.join(below, "cgroup.procs"), pid);
    return true;
  } catch {
    return false;
  }
}

/** Making a group is not enough: a user may make one and still not be let in. */
function canUse(dir: string): boolean {
  try {
    const trial = path.join(dir, `trial-${process.pid}`);
    mkdirSync(trial, { recursive: true });
    const files = existsSync(path.join(trial, "cgroup.procs"));
    rmdirSync(trial);
    return files;
  } catch {
    return false;
  }
}

/** Controller → path, from `/proc/self/cgroup`; version 2's has no name. */
function ownGroups(): Map<string, string> {
  const groups = new Map<string, string>();
  try {
    for (const line of readFileSync("/proc/self/cgroup", "utf8").trim().split("\n")) {
      const [, controllers = "", ...rest] = line.split(":");
      for (const controller of controllers.split(",")) groups.set(controller, rest.join(":"));
    }
  } catch {
    // No /proc: no groups either.
  }
  return groups;
}

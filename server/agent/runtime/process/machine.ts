import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { podUsers } from "@/server/objects/podUsers";
import type { CgroupBase } from "./cgroups";

/** What isolation this machine allows, found out by trying it. */
export interface Machine {
  /** Mount and PID namespaces: by root, by a user namespace, or not at all. */
  readonly namespaces: "root" | "user" | "none";
  /**
   * How the container's own view of the files is made: one overlay of `/` (its writes in the container's folder, or in
   * memory), an overlay of each top folder, mounts only where the target exists, or links.
   */
  readonly root: "overlay" | "overlay-tmpfs" | "parts" | "bind" | "links";
  /** A `/proc` that shows the container's own processes only. */
  readonly hasPrivateProc: boolean;
  /** Whom containers run as unless they say otherwise; absent: as Pilothouse itself. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly canChangeUser: boolean;
  /** Inside a user namespace: whether the command can be given its real user again, instead of a mapped root. */
  readonly canMapUser: boolean;
}

/** Everything that this machine allows. */
export interface Allowed {
  readonly machine: Machine;
  readonly cgroups: CgroupBase;
  /** Whether a container can have a terminal of its own. */
  readonly hasTerminals: boolean;
}

export interface ProbeOptions {
  /** A folder of the data folder: isolation is tried where the containers will be. */
  readonly dir: string;
  /** What the containers' own user is derived from: the data folder, the same for all nodes. */
  readonly installation: string;
}

const run = promisify(execFile);

/** A busy machine is not one that cannot isolate: what it can is tried with patience, or pods would run with less. */
const patienceMs = 60_000;

export async function probeMachine({ dir, installation }: ProbeOptions): Promise<Machine> {
  const none: Machine = {
    namespaces: "none",
    root: "links",
    hasPrivateProc: false,
    canChangeUser: false,
    canMapUser: false,
  };
  if (process.platform !== "linux" || !hasTools(["unshare", "nsenter", "mount", "chroot"])) return none;
  mkdirSync(dir, { recursive: true });
  const trial = mkdtempSync(path.join(dir, "trial-"));
  try {
    const isRoot = process.getuid?.() === 0;
    const namespaces = isRoot ? "root" : "user";
    const tries = (script: string, after: readonly string[] = []) => inNamespaces(namespaces, trial, script, after);
    if (!(await tries("mount --make-rprivate /"))) return none;
    const root = await firstThat(tries, [
      ["overlay", overlayTrial(namespaces, false)],
      ["overlay-tmpfs", overlayTrial(namespaces, true)],
      ["parts", partsTrial(namespaces)],
    ]);
    const hasPrivateProc = await tries("mkdir -p p && mount -t proc proc p");
    // In place (`bind`) the containers' folders may lie where another user cannot go.
    const canChangeUser = isRoot && root !== "bind" && hasTools(["setpriv"]);
    const canMapUser =
      !isRoot && hasTools(["pivot_root"]) && (await tries(`unshare --user --map-user=${process.getuid?.()} true`));
    const user = canChangeUser ? { user: userOf(installation) } : {};
    return { namespaces, root, hasPrivateProc, canChangeUser, canMapUser, ...user };
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

/** In plain words, for people who decide what to run here. */
export function shortcomings(machine: Machine): string[] {
  const none = machine.namespaces === "none";
  return [
    ...(none
      ? [
          "no private mounts or PIDs: a pod sees the machine's files and processes; its volumes are links under PILOTHOUSE_ROOT",
        ]
      : []),
    ...(machine.root === "bind" ? ["no overlay file system: a mountPath must be there on the machine"] : []),
    ...(machine.user ? [] : ["pods run as the same user as Pilothouse: they can read its files"]),
    ...(!none && !machine.hasPrivateProc ? ["/proc shows the machine's processes"] : []),
    "pods share the machine's network: NetworkPolicy is not enforced",
    "images are not run: every container needs a command, a program on this machine",
    "securityContext's capabilities, seccomp and SELinux are not applied",
  ];
}

/** One user per data folder, of the pods' range; stable, so that files stay the pods' own. */
function userOf(installation: string): { uid: number; gid: number } {
  const id =
    podUsers.first + (createHash("sha256").update(path.resolve(installation)).digest().readUInt32BE() % podUsers.count);
  return { uid: id, gid: id };
}

export function unshareArguments(namespaces: "root" | "user"): string[] {
  const user = namespaces === "user" ? ["--user", "--map-root-user"] : [];
  return [...user, "--mount", "--pid", "--uts", "--fork", "--kill-child"];
}

export const overlayOptions = (namespaces: string) => (namespaces === "user" ? ",userxattr" : "");

function overlayTrial(namespaces: string, isOnTmpfs: boolean): string {
  return [
    "mkdir -p t r",
    ...(isOnTmpfs ? ["mount -t tmpfs tmpfs t"] : []),
    "mkdir -p t/u t/w",
    `mount -t overlay -o lowerdir=/,upperdir=t/u,workdir=t/w${overlayOptions(namespaces)} overlay r`,
    "mkdir r/.pilothouse-trial",
    "chroot r true",
  ].join(" && ");
}

/** An overlay of one top folder on a root in memory: what a user namespace allows where `/` has other mounts below. */
function partsTrial(namespaces: string): string {
  return [
    "mkdir -p u w r",
    "mount -t tmpfs tmpfs r",
    "mkdir r/usr",
    `mount -t overlay -o lowerdir=/usr,upperdir=u,workdir=w${overlayOptions(namespaces)} overlay r/usr`,
    "mkdir r/usr/.pilothouse-trial",
  ].join(" && ");
}

async function firstThat(
  tries: (script: string) => Promise<boolean>,
  trials: readonly (readonly [Machine["root"], string])[],
): Promise<Machine["root"]> {
  for (const [root, script] of trials) if (await tries(script)) return root;
  return "bind";
}

async function inNamespaces(namespaces: "root" | "user", cwd: string, script: string, after: readonly string[]) {
  const args = [...unshareArguments(namespaces), "sh", "-ec", script, ...after];
  return run("unshare", args, { cwd, timeout: patienceMs }).then(
    () => true,
    () => false,
  );
}

export function hasTools(tools: readonly string[]): boolean {
  return tools.every((tool) => findProgram(tool, toolPath()) !== undefined);
}

/** Where the tools of the shim are looked for: the agent's PATH and the usual places of system tools. */
export function toolPath(): string {
  return [...new Set([...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/bin", "/sbin", "/bin"])]
    .filter((entry) => entry !== "")
    .join(":");
}

/** The program's path, or undefined when it is not in `searchPath`. */
export function findProgram(name: string, searchPath: string): string | undefined {
  const candidates = name.includes("/") ? [name] : searchPath.split(":").map((dir) => path.join(dir, name));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return existsSync(candidate);
    } catch {
      return false;
    }
  });
}

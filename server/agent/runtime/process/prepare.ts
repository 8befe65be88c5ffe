import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { type ContainerRequest, type Mount, RuntimeError } from "../runtime";
import { enterScript } from "./enter";
import { containerDir, containerId, files, type Layout } from "./layout";
import { findProgram, hasTools, type Machine } from "./machine";
import { hostMountsOf, type PlannedMount, setupScript } from "./setupScript";
import { terminalScript } from "./terminal";

export interface Prepared {
  readonly dir: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface PrepareContext {
  readonly layout: Layout;
  readonly machine: Machine;
  /** Folders that no container may see. */
  readonly hidden: readonly string[];
  readonly hasTerminals: boolean;
}

/** Makes the container's folder, with the scripts that set it up and enter it; refuses what cannot run here. */
export function prepare(context: PrepareContext, request: ContainerRequest): Prepared {
  const { layout, machine } = context;
  if (request.command.length === 0) throw needsDocker(request);
  const dir = containerDir(layout, containerId(request.pod.uid, request.name, request.attempt));
  const hasOwnRoot = machine.namespaces !== "none" && machine.root !== "bind";
  const ownTarget = hasOwnRoot ? "/pod" : path.join(dir, files.own);
  const command = [...request.command, ...request.args];
  const env = {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    HOME: ownTarget,
    PILOTHOUSE_ROOT: machine.namespaces === "none" ? ownTarget : "/",
    ...request.env,
  };
  const mounts = request.mounts.map(planned);
  const workingDir = workingDirectory(request.workingDir ?? ownTarget, { machine, mounts, own: ownTarget });
  refuseUnknownProgram(command[0] ?? "", env.PATH, [...mounts.map((mount) => mount.target), ownTarget]);
  const user = machine.canChangeUser ? (request.user ?? machine.user) : undefined;
  const whole = user ? { uid: user.uid, gid: user.gid ?? user.uid } : undefined;
  makeFolder(dir, whole);
  if (machine.namespaces === "none") linkMounts(path.join(dir, files.own), mounts);
  const setup = setupScript({
    machine,
    hostname: request.env.HOSTNAME ?? request.pod.name,
    mounts: [...mounts].sort((a, b) => a.target.length - b.target.length),
    ownTarget,
    workingDir,
    isRootReadOnly: request.isRootReadOnly,
    user: whole,
    hostMounts: hasOwnRoot ? hostMountsOf(readFileSync("/proc/self/mountinfo", "utf8"), context.hidden) : [],
    hidden: hasOwnRoot ? context.hidden.filter((hidden) => existsSync(hidden)) : [],
  });
  writeFileSync(path.join(dir, files.setup), setup, { mode: 0o700 });
  const self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const enter = enterScript({
    machine,
    workingDir,
    user: whole,
    self,
    isPrivileged: request.isPrivileged,
    canPivot: hasTools(["pivot_root"]),
  });
  writeFileSync(path.join(dir, "enter.sh"), enter, { mode: 0o700 });
  if (context.hasTerminals && request.tty) writeFileSync(path.join(dir, files.run), terminalScript, { mode: 0o700 });
  return { dir, command, env };
}

function needsDocker({ image, name }: { readonly image: string; readonly name: string }): RuntimeError {
  const says = `image ${image} cannot run on the process runtime: it has no Docker; give container ${name} a command, a program on this machine`;
  return new RuntimeError("ImageNeedsDocker", says, true);
}

function makeFolder(dir: string, user: { uid: number; gid: number } | undefined): void {
  const own = path.join(dir, files.own);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(own, { recursive: true });
  chmodSync(own, 0o755);
  if (user) chownSync(own, user.uid, user.gid);
}

function planned(mount: Mount): PlannedMount {
  const { source } = mount;
  const found = statSync(source, { throwIfNoEntry: false });
  if (!found)
    throw new RuntimeError("CreateContainerConfigError", `failed to prepare ${mount.target}: ${source} is not there`);
  return { ...mount, isFile: !found.isDirectory() };
}

/** Without private mounts a volume is a link in the container's own folder, at its mountPath below it. */
function linkMounts(own: string, mounts: readonly PlannedMount[]): void {
  for (const { source, target } of mounts) {
    const link = path.join(own, target);
    if (!link.startsWith(`${own}${path.sep}`)) continue;
    mkdirSync(path.dirname(link), { recursive: true });
    rmSync(link, { recursive: true, force: true });
    symlinkSync(source, link);
  }
}

/** A working directory inside a volume lies below the container's own folder where there are no private mounts. */
function workingDirectory(
  wanted: string,
  { machine, mounts, own }: { readonly machine: Machine; readonly mounts: readonly Mount[]; readonly own: string },
): string {
  const isInVolume = mounts.some(({ target }) => isBelow(wanted, target));
  return machine.namespaces === "none" && isInVolume ? path.join(own, wanted) : wanted;
}

const isBelow = (file: string, dir: string) => file === dir || file.startsWith(`${dir.replace(/\/$/, "")}/`);

/** Known before anything is started where the program can only come from the machine. */
function refuseUnknownProgram(program: string, searchPath: string, targets: readonly string[]): void {
  const isInside = (file: string) => targets.some((target) => isBelow(file, target));
  if (program.includes("/")) {
    if (!program.startsWith("/") || isInside(program) || findProgram(program, "")) return;
    throw new RuntimeError("RunContainerError", `exec: "${program}": stat ${program}: no such file or directory`);
  }
  if (searchPath.split(":").some(isInside) || findProgram(program, searchPath)) return;
  throw new RuntimeError("RunContainerError", `exec: "${program}": executable file not found in $PATH`);
}

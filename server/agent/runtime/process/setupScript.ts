import path from "node:path";
import type { Mount } from "../runtime";
import { files } from "./layout";
import { type Machine, overlayOptions } from "./machine";
import { quote } from "./shellQuote";

export interface PlannedMount extends Mount {
  readonly isFile: boolean;
}

export interface SetupPlan {
  readonly machine: Machine;
  readonly hostname: string;
  readonly mounts: readonly PlannedMount[];
  /** Where the container's own folder is seen inside. */
  readonly ownTarget: string;
  readonly workingDir: string;
  readonly isRootReadOnly: boolean;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** The machine's mount points, beside `/`, `/proc`, `/sys` and `/dev`. */
  readonly hostMounts: readonly string[];
  /** Folders that a container must not see: Pilothouse's own data. */
  readonly hidden: readonly string[];
}

/**
 * The script that gives a container its own view of the files, run in its mount namespace in its own folder; each
 * line must pass. The machine's files are the lower layer, so no target is ever made in them.
 */
export function setupScript(plan: SetupPlan): string {
  if (plan.machine.namespaces === "none") return ":\n";
  const hasOwnRoot = plan.machine.root !== "bind";
  const lines = [
    "mount --make-rprivate /",
    `echo ${quote(plan.hostname)} >/proc/sys/kernel/hostname || :`,
    ...(hasOwnRoot ? ownRoot(plan) : ["root=", placeInPlace, "mount -t proc proc /proc || :"]),
    ...(hasOwnRoot ? [ownFolder(plan)] : []),
    ...plan.mounts.flatMap((mount) => bind(mount, hasOwnRoot)),
    ...(hasOwnRoot && plan.isRootReadOnly ? ['mount -o remount,ro "$root"'] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** `place KIND TARGET`: makes the target inside the root and prints its real path, links in it followed inside. */
const placeInOverlay = `place() {
  if [ "$1" = file ]; then
    chroot "$root" sh -ec 'd=$(dirname "$1"); mkdir -p "$d"; [ -e "$1" ] || : >"$1"; readlink -f "$1"' sh "$2"
  else
    chroot "$root" sh -ec 'mkdir -p "$1"; cd "$1"; pwd -P' sh "$2"
  fi
}`;

const placeInPlace = `place() {
  [ -e "$2" ] || { echo "this machine has no overlay file system: mountPath $2 must be there" >&2; exit 1; }
  readlink -f "$2"
}`;

function ownRoot({ machine, hostMounts, hidden }: SetupPlan): string[] {
  const options = overlayOptions(machine.namespaces);
  return [
    "here=$(pwd -P)",
    "root=$here/root",
    `mkdir -p ${files.root} ${files.upper}`,
    ...(machine.root === "overlay-tmpfs" ? [`mount -t tmpfs -o mode=0755 tmpfs ${files.upper}`] : []),
    `mkdir -p ${files.upper}/u ${files.upper}/w`,
    `chmod 0755 ${files.upper}/u`,
    `mount -t overlay -o lowerdir=/,upperdir=${files.upper}/u,workdir=${files.upper}/w${options} overlay "$root"`,
    machine.hasPrivateProc ? 'mount -t proc proc "$root/proc"' : 'mount --rbind /proc "$root/proc"',
    'mount --rbind /sys "$root/sys" || :',
    ...ownDevices,
    ...hostMounts.map((mount) => `mount --rbind ${quote(mount)} "$root"${quote(mount)} || :`),
    ...hidden.map((dir) => `mount -t tmpfs -o ro,mode=0555,size=4k tmpfs "$root"${quote(dir)}`),
    placeInOverlay,
  ];
}

/** A `/dev` to put files into, its devices links to the machine's: nothing is made among the real ones. */
const ownDevices = [
  'mkdir -p "$root/.dev"',
  'mount --rbind /dev "$root/.dev"',
  'mount -t tmpfs -o mode=0755 tmpfs "$root/dev"',
  'chroot "$root" sh -c "ln -s /.dev/* /dev/"',
];

function ownFolder({ ownTarget, workingDir, user }: SetupPlan): string {
  const chown = user ? `chown ${user.uid}:${user.gid} "$1" && ` : "";
  const make = `[ -d "$1" ] || { mkdir -p "$1" && ${chown}:; }`;
  return [
    `mount --bind ${files.own} "$root$(place dir ${quote(ownTarget)})"`,
    `chroot "$root" sh -ec ${quote(make)} sh ${quote(workingDir)}`,
  ].join("\n");
}

function bind(
  { source, subPath, target, isReadOnly, isFile, isOptional }: PlannedMount,
  hasOwnRoot: boolean,
): string[] {
  if (isOptional && !hasOwnRoot) return [`[ ! -e ${quote(target)} ] || mount --bind ${quote(source)} ${quote(target)}`];
  const from = subPath ? path.join(source, subPath) : source;
  return [
    `at="$root$(place ${isFile ? "file" : "dir"} ${quote(target)})"`,
    `mount --rbind ${quote(from)} "$at"`,
    ...(isReadOnly ? ['mount -o remount,bind,ro "$at"'] : []),
  ];
}

const rebuilt = /^\/(proc|sys|dev)(\/|$)/;

/** The outermost mount points of a `/proc/self/mountinfo` that an overlay of `/` would not show. */
export function hostMountsOf(mountinfo: string): string[] {
  const points = mountinfo
    .split("\n")
    .flatMap((line) => line.split(" ")[4] ?? [])
    .map((point) =>
      point.replace(/\\(\d{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    )
    .filter((point) => point.startsWith("/") && point !== "/" && !rebuilt.test(point));
  const unique = [...new Set(points)].sort();
  return unique.filter((point) => !unique.some((other) => other !== point && point.startsWith(`${other}/`)));
}

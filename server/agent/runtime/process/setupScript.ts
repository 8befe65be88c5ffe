import type { Mount } from "../runtime";
import { files } from "./layout";
import { type Machine, overlayOptions } from "./machine";
import { placeInPlace, rootFunctions } from "./rootFunctions";
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
    `hostname ${quote(plan.hostname)} 2>/dev/null || { echo ${quote(plan.hostname)} >/proc/sys/kernel/hostname; } 2>/dev/null || :`,
    ...(hasOwnRoot ? ownRoot(plan) : ["root=", placeInPlace, "mount -t proc proc /proc || :"]),
    ...(hasOwnRoot ? [ownFolder(plan)] : []),
    ...plan.mounts.flatMap((mount) => bind(mount, hasOwnRoot)),
    ...(hasOwnRoot && plan.isRootReadOnly ? ["seal"] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function ownRoot({ machine, hostMounts, hidden }: SetupPlan): string[] {
  return [
    "here=$(pwd -P)",
    "root=$here/root",
    `upper=$here/${files.upper}`,
    `options=${quote(overlayOptions(machine.namespaces))}`,
    rootFunctions,
    `mkdir -p "$root" "$upper"`,
    ...(machine.root === "overlay-tmpfs" ? ['mount -t tmpfs -o mode=0755 tmpfs "$upper"'] : []),
    ...(machine.root === "parts" ? ['mount -t tmpfs -o mode=0755 tmpfs "$root"', "show_top"] : wholeRoot),
    'mkdir -p "$root/proc" "$root/sys" "$root/dev" "$root/.dev" "$root/.old"',
    machine.hasPrivateProc ? 'mount -t proc proc "$root/proc"' : 'mount --rbind /proc "$root/proc"',
    'mount --rbind /sys "$root/sys" || :',
    ...ownDevices,
    ...hostMounts.map((mount) => `show ${quote(mount)}`),
    ...hidden.map((dir) => `mount -t tmpfs -o ro,mode=0555,size=4k tmpfs "$root"${quote(dir)}`),
  ];
}

const wholeRoot = [
  'mkdir -p "$upper/u" "$upper/w"',
  'chmod 0755 "$upper/u"',
  'mount -t overlay -o "lowerdir=/,upperdir=$upper/u,workdir=$upper/w$options" overlay "$root"',
];

/** A `/dev` to put files into, its devices links to the machine's: nothing is made among the real ones. */
const ownDevices = [
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
  { source, identity, target, isReadOnly, isFile, isOptional }: PlannedMount,
  hasOwnRoot: boolean,
): string[] {
  if (isOptional && !hasOwnRoot) return [`[ ! -e ${quote(target)} ] || mount --bind ${quote(source)} ${quote(target)}`];
  return [
    `at="$root$(place ${isFile ? "file" : "dir"} ${quote(target)})"`,
    `mount --rbind ${quote(source)} "$at"`,
    ...(identity ? [refuseOther(identity, target)] : []),
    ...(isReadOnly ? ['mount -o remount,bind,ro "$at"'] : []),
  ];
}

/** Looked at once it is mounted, when nobody can put another in its place any more. */
const refuseOther = (identity: string, target: string) =>
  `[ "$(stat -c %d:%i "$at")" = ${identity} ] || { echo ${quote(`what is mounted at ${target} was changed meanwhile`)} >&2; exit 1; }`;

const rebuilt = /^\/(proc|sys|dev)(\/|$)/;
/** Mounts that are a container's or the kernel's own business. */
const passedOver = new Set(["overlay", "nsfs", "autofs", "fusectl", "binfmt_misc", "rpc_pipefs", "hugetlbfs"]);

/** The mount points of a `/proc/self/mountinfo` that an overlay of `/` would not show, outer ones first. */
export function hostMountsOf(mountinfo: string, hidden: readonly string[] = []): string[] {
  const points = mountinfo.split("\n").flatMap((line) => {
    const [before = "", after = ""] = line.split(" - ");
    const point = plainPath(before.split(" ")[4] ?? "");
    const isOurs = hidden.some((dir) => point === dir || point.startsWith(`${dir}/`));
    const isWanted = point.startsWith("/") && point !== "/" && !rebuilt.test(point) && !isOurs;
    return isWanted && !passedOver.has(after.split(" ")[0] ?? "") ? [point] : [];
  });
  return [...new Set(points)].sort();
}

/** Spaces and the like are octal there. */
function plainPath(text: string): string {
  return text.replace(/\\(\d{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

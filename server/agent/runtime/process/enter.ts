import { files } from "./layout";
import { hasTools, type Machine } from "./machine";
import { quote } from "./shellQuote";
import { becomeScript, changeDirectoryScript, pivotScript } from "./shim";

export interface EnterPlan {
  readonly machine: Machine;
  readonly workingDir: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** The user of Pilothouse itself, given back to the command inside a user namespace. */
  readonly self: { readonly uid: number; readonly gid: number };
  /** Root keeps every capability. */
  readonly isPrivileged: boolean;
  /** Whether `pivot_root` is there: a root that a process with capabilities cannot climb out of. */
  readonly canPivot: boolean;
}

/**
 * The script that goes from the container's mount namespace, in the container's folder, to its command (which file
 * descriptor 3 tells): root, working directory, user. The shim runs it to start, `exec` and probes to come in later.
 */
export function enterScript(plan: EnterPlan): string {
  const { machine, workingDir, user, self } = plan;
  const hasOwnRoot = machine.namespaces !== "none" && machine.root !== "bind";
  const words = [
    ...(hasOwnRoot ? ownRoot(plan) : []),
    ...["sh", "-c", quote(changeDirectoryScript), "sh", quote(workingDir)],
    ...(machine.canChangeUser && user ? becomeUser(user, plan) : []),
    ...(machine.canMapUser ? ["unshare", "--user", `--map-user=${self.uid}`, `--map-group=${self.gid}`, "--"] : []),
    ...["sh", "-c", quote(becomeScript)],
  ];
  return `exec ${words.join(" ")}\n`;
}

/**
 * A process in a chroot may make no user namespace, and root could climb out: where the command needs the one or is the
 * other, its root becomes the real one.
 */
function ownRoot({ machine, user, canPivot }: EnterPlan): string[] {
  const root = `"$(pwd -P)/${files.root}"`;
  const isRoot = machine.namespaces === "root" && (user?.uid ?? 0) === 0;
  return machine.canMapUser || (isRoot && canPivot)
    ? ["unshare", "--mount", "sh", "-c", quote(pivotScript), "sh", root]
    : ["chroot", root];
}

/** What Docker leaves to root, without devices to make and packets to forge; none of them reaches beyond the container. */
const rootCapabilities = [
  ...["chown", "dac_override", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap", "net_bind_service"],
  ...["audit_write", "setfcap"],
];

function becomeUser({ uid, gid }: NonNullable<EnterPlan["user"]>, { isPrivileged, canPivot }: EnterPlan): string[] {
  const user = ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--no-new-privs"];
  if (uid !== 0) return [...user, "--inh-caps=-all", "--bounding-set=-all", "--"];
  if (isPrivileged) return [...user, "--"];
  const kept = [...rootCapabilities, ...(canPivot ? ["sys_chroot"] : [])];
  return [...user, "--inh-caps=-all", `--bounding-set=-all,${kept.map((name) => `+${name}`).join(",")}`, "--"];
}

/** The way into a running container's namespaces: `shimPid` is its first process, as the machine counts. */
export function nsenterArguments(machine: Machine, shimPid: number): string[] {
  if (machine.namespaces === "none") return [];
  const user = machine.namespaces === "user" ? ["--user", "--preserve-credentials"] : [];
  return ["nsenter", `--target=${shimPid}`, ...user, "--mount", "--pid", "--uts", "--"];
}

/**
 * In a PID namespace the terminal's session is led from outside, and a shell could not give the terminal back. Root
 * starts a session inside and takes the terminal along; in a user namespace, which may not, `script` makes another
 * terminal inside and passes everything on.
 */
export function terminalWords(machine: Machine, go: readonly string[]): readonly string[] {
  if (machine.namespaces === "root" && hasTools(["setsid"])) return ["setsid", "--ctty", ...go];
  if (machine.namespaces !== "user" || !hasTools(["script"])) return go;
  return ["script", "--quiet", "--return", "--command", go.map(quote).join(" "), "/dev/null"];
}

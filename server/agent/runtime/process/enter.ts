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
}

/**
 * The script that goes from the container's mount namespace, in the container's folder, to its command (which file
 * descriptor 3 tells): root, working directory, user. The shim runs it to start, `exec` and probes to come in later.
 */
export function enterScript({ machine, workingDir, user, self }: EnterPlan): string {
  const hasOwnRoot = machine.namespaces !== "none" && machine.root !== "bind";
  const words = [
    ...(hasOwnRoot ? ownRoot(machine) : []),
    ...["sh", "-c", quote(changeDirectoryScript), "sh", quote(workingDir)],
    ...(machine.canChangeUser && user ? becomeUser(user) : []),
    ...(machine.canMapUser ? ["unshare", "--user", `--map-user=${self.uid}`, `--map-group=${self.gid}`, "--"] : []),
    ...["sh", "-c", quote(becomeScript)],
  ];
  return `exec ${words.join(" ")}\n`;
}

/** A process in a chroot may make no user namespace: where the command needs one, its root becomes the real one. */
function ownRoot({ canMapUser }: Machine): string[] {
  const root = `"$(pwd -P)/${files.root}"`;
  return canMapUser ? ["unshare", "--mount", "sh", "-c", quote(pivotScript), "sh", root] : ["chroot", root];
}

function becomeUser({ uid, gid }: { readonly uid: number; readonly gid: number }): string[] {
  const user = ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--no-new-privs"];
  return uid === 0 ? [...user, "--"] : [...user, "--inh-caps=-all", "--bounding-set=-all", "--"];
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

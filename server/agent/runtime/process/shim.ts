import { quote } from "./shellQuote";

/**
 * The shim: started in the container's folder, it sets up the mounts, runs the command in the foreground and writes
 * its exit code by rename. In the foreground, because a background child of `sh` would ignore SIGINT, and because a
 * trapped signal then neither ends the wait nor spoils the exit code. Its traps do nothing: the agent signals the
 * command itself. Last it ends what is left of its process group (in a PID namespace, its own end does that).
 *
 * A container with an input has a FIFO for it (stdin.ts); file descriptor 5 tells its keeper that the shim is there.
 * File descriptor 3 carries the command with its environment: secrets go neither to disk nor into an argument list.
 */
export const shimScript = `#!/bin/sh
trap : TERM INT HUP QUIT USR1 USR2
sh -e ./setup.sh >error 2>&1 </dev/null || { echo 128 >exit.new; mv exit.new exit; exit 128; }
__run() { : >started; if [ -f run.sh ]; then . ./run.sh; else . ./enter.sh; fi; }
if [ -p stdin ]; then exec 5<>alive; ( __run ) <stdin 5<&-; else ( __run ); fi
__code=$?
echo "$__code" >exit.new
mv exit.new exit
kill -KILL 0
`;

/** Joins the control groups whose `cgroup.procs` files are named before \`--\`, then becomes the rest. */
export const joinScript = `while [ "$1" != -- ]; do echo 0 >"$1" || :; shift; done; shift; exec "$@"`;

/** Goes to the working directory (first argument) and becomes the rest. */
export const changeDirectoryScript = `cd "$1" || exit 1; shift; exec "$@"`;

/** Makes the folder (first argument) the root of its own mount namespace, and becomes the rest. */
export const pivotScript = `cd "$1" && pivot_root . .old && cd / && umount -l /.old || exit 1; shift; exec "$@"`;

/** Reads the command from file descriptor 3 and becomes it. */
export const becomeScript = `eval "$(cat <&3)"`;

/** Names that a shell keeps for itself or cannot export: these go through \`env\`, whose arguments live for an instant. */
const special = /^(PPID|UID|EUID|GROUPS|OPTIND|LINENO|SHELLOPTS|BASHOPTS|BASH_.*|_|PWD|OLDPWD|SHLVL|IFS|PS4)$/;
const exportable = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What \`becomeScript\` evaluates: exactly this environment, then exactly this command. */
export function commandScript(command: readonly string[], env: Readonly<Record<string, string>>): string {
  const entries = Object.entries(env);
  const canExport = ([name]: [string, string]) => exportable.test(name) && !special.test(name);
  const exports = entries.filter(canExport).map(([name, value]) => `export ${name}=${quote(value)}`);
  const others = entries.filter((entry) => !canExport(entry)).map(([name, value]) => quote(`${name}=${value}`));
  const words = command.map(quote).join(" ");
  const become = others.length > 0 ? `exec env ${others.join(" ")} ${words}` : `exec ${words}`;
  return [...("PATH" in env ? [] : ["unset PATH"]), ...exports, "exec 3<&-", become, ""].join("\n");
}

import path from "node:path";
import type { PodIdentity } from "../runtime";

/** Where things lie under the runtime's folder: `pods/UID/sandbox.json` and one folder per container and attempt. */
export interface Layout {
  readonly dir: string;
}

export const podsDir = ({ dir }: Layout) => path.join(dir, "pods");
export const podDir = (layout: Layout, pod: Pick<PodIdentity, "uid">) => path.join(podsDir(layout), pod.uid);
export const sandboxFile = (layout: Layout, pod: Pick<PodIdentity, "uid">) =>
  path.join(podDir(layout, pod), "sandbox.json");
export const shimFile = ({ dir }: Layout) => path.join(dir, "shim.sh");

/** A container's id says where its folder is; container names are DNS labels, so the parts cannot run together. */
export const containerId = (uid: string, name: string, attempt: number) => `${uid}_${name}_${attempt}`;

export function containerDir(layout: Layout, id: string): string {
  const [, uid = "", name = "", attempt = ""] = /^([\w.-]+?)_([a-z0-9-]+)_(\d+)$/.exec(id) ?? [];
  return path.join(podsDir(layout), uid, `${name}.${attempt}`);
}

/** Names in a container's folder. */
export const files = {
  record: "record.json",
  /** The exit code, put there by rename. */
  exit: "exit",
  /** There when the kernel killed it for want of memory. */
  outOfMemory: "oom",
  /** There once the mounts stand and the command is about to run. */
  started: "started",
  /** What the mounts' setting up said when it failed. */
  error: "error",
  setup: "setup.sh",
  /** Runs the command where that takes more than to enter: in a terminal of its own. */
  run: "run.sh",
  /** The FIFO that is its input, the one whose writers are its shim, and the mark that its input has ended for good. */
  stdin: "stdin",
  alive: "alive",
  stdinClosed: "stdin.closed",
  /** The container's own writable folder: its working directory and HOME. */
  own: "own",
  /** Where the private root is mounted, in the container's own mount namespace. */
  root: "root",
  upper: "upper",
  work: "work",
} as const;

import { mkdirSync, type Stats, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const checks: Readonly<Record<string, { readonly is: (found: Stats) => boolean; readonly what: string }>> = {
  Directory: { is: (found) => found.isDirectory(), what: "a directory" },
  DirectoryOrCreate: { is: (found) => found.isDirectory(), what: "a directory" },
  File: { is: (found) => found.isFile(), what: "a file" },
  FileOrCreate: { is: (found) => found.isFile(), what: "a file" },
  Socket: { is: (found) => found.isSocket(), what: "a socket file" },
  CharDevice: { is: (found) => found.isCharacterDevice(), what: "a character device" },
  BlockDevice: { is: (found) => found.isBlockDevice(), what: "a block device" },
};

/** The machine's own file or folder, checked or made as its `type` says. */
export function checkedHostPath({ path: file, type = "" }: { readonly path: string; readonly type?: string }): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found && (type === "DirectoryOrCreate" || type === "")) mkdirSync(file, { recursive: true, mode: 0o755 });
  else if (!found && type === "FileOrCreate") {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "", { mode: 0o644 });
  }
  const check = checks[type];
  const now = statSync(file, { throwIfNoEntry: false });
  if (!check || (now && check.is(now))) return file;
  throw new Error(`hostPath type check failed: ${file} is not ${check.what}`);
}

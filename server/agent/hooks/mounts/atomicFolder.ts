import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

export interface PayloadFile {
  readonly data: Buffer;
  readonly mode: number;
}
/** Relative path → file. */
export type Payload = ReadonlyMap<string, PayloadFile>;

export interface FolderOwner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Makes the folder hold exactly the payload, all at once, as kubelet's atomic writer does: the files lie in a folder of
 * their own, `..data` links to it, each visible name links through `..data`, and an update swaps that one link.
 * Returns whether anything changed.
 */
export function writeAtomically(dir: string, payload: Payload, owner?: FolderOwner): boolean {
  mkdirSync(dir, { recursive: true });
  const old = currentOf(dir);
  if (old && isSame(path.join(dir, old), payload)) return false;
  const next = mkdtempSync(path.join(dir, "..v"));
  chmodSync(next, 0o755);
  for (const [name, { data, mode }] of payload) {
    const file = path.join(next, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, data, { mode: 0o600 });
    chmodSync(file, mode);
    if (owner) chownSync(file, owner.uid, owner.gid);
  }
  const link = path.join(dir, "..data.new");
  rmSync(link, { force: true });
  symlinkSync(path.basename(next), link);
  renameSync(link, path.join(dir, "..data"));
  linkNames(dir, payload);
  if (old) rmSync(path.join(dir, old), { recursive: true, force: true });
  return true;
}

function linkNames(dir: string, payload: Payload): void {
  const wanted = new Set([...payload.keys()].map((name) => name.split("/")[0] ?? name));
  for (const name of wanted) {
    if (linkOf(path.join(dir, name)) !== undefined) continue;
    symlinkSync(path.join("..data", name), path.join(dir, name));
  }
  for (const name of readdirSync(dir)) if (!name.startsWith("..") && !wanted.has(name)) rmSync(path.join(dir, name));
}

function currentOf(dir: string): string | undefined {
  return linkOf(path.join(dir, "..data"));
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

function isSame(dir: string, payload: Payload): boolean {
  const there = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  if (there.length !== payload.size) return false;
  return [...payload].every(([name, { data, mode }]) => {
    const file = path.join(dir, name);
    const found = statSync(file, { throwIfNoEntry: false });
    return found !== undefined && (found.mode & 0o777) === mode && readFileSync(file).equals(data);
  });
}

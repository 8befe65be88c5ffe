import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
} from "node:fs";
import path from "node:path";

/** A file or folder below a volume, as it was when it was looked at: what is mounted there must still be it. */
export interface Below {
  /** Without links. */
  readonly path: string;
  /** `device:inode`. */
  readonly identity: string;
}

/**
 * Finds `below` in a volume, and makes folders (with the volume's own mode) for what is missing of it. A link that a
 * container made in there may lead to another place of the volume, never out of it; and nothing is made through one
 * that is put in the way meanwhile: each step is taken from the folder before it, held open, and follows no link.
 */
export function findBelow(source: string, below: string): Below {
  const outer = realpathSync(source);
  const leadsOut = new Error(`subPath ${below} leads out of its volume`);
  try {
    const { there, missing } = deepest(
      outer,
      below.split("/").filter((part) => part !== "" && part !== "."),
    );
    if (there !== outer && !there.startsWith(`${outer}${path.sep}`)) throw leadsOut;
    return walk(outer, { known: path.relative(outer, there).split(path.sep).filter(Boolean), missing });
  } catch (error) {
    throw isChanged(error) ? leadsOut : error;
  }
}

/** What a link in the way, or a folder that came or went meanwhile, makes of a step. */
const isChanged = (error: unknown) =>
  error instanceof Error && ["ELOOP", "ENOTDIR", "ENOENT", "EEXIST"].includes(String(Reflect.get(error, "code")));

function walk(outer: string, { known, missing }: { known: readonly string[]; missing: readonly string[] }): Below {
  let place = openFolder(outer);
  try {
    const { mode } = fstatSync(place.fd);
    for (const [index, name] of [...known, ...missing].entries()) {
      const next = index < known.length ? open(place, name) : make(place, name, mode);
      closeSync(place.fd);
      place = next;
    }
    const { dev, ino } = fstatSync(place.fd, { bigint: true });
    return { path: place.path, identity: `${dev}:${ino}` };
  } finally {
    closeSync(place.fd);
  }
}

/** The longest beginning of the way that is there, its links followed, and the rest. */
function deepest(outer: string, parts: readonly string[]): { there: string; missing: readonly string[] } {
  for (let length = parts.length; length > 0; length--) {
    const whole = path.join(outer, ...parts.slice(0, length));
    // A link that leads nowhere is no missing folder: to make it would be to make what it points to.
    if (lstatSync(whole, { throwIfNoEntry: false }))
      return { there: realpathSync(whole), missing: parts.slice(length) };
  }
  return { there: outer, missing: parts };
}

interface Place {
  readonly fd: number;
  readonly path: string;
}

/** Linux: opens what may be a file, a folder or a link, without reading it. */
const pathOnly = 0o10000000;
const hasProc = existsSync("/proc/self/fd");
const asPlace = hasProc ? pathOnly : constants.O_RDONLY | constants.O_NONBLOCK;

function openFolder(folder: string): Place {
  return { fd: openSync(folder, asPlace | constants.O_DIRECTORY | constants.O_NOFOLLOW), path: folder };
}

/** From the folder that is held open, where the machine has a way to say so; else by its path. */
const inside = ({ fd, path: folder }: Place, name: string) => path.join(hasProc ? `/proc/self/fd/${fd}` : folder, name);

function open(place: Place, name: string): Place {
  const next = { fd: openSync(inside(place, name), asPlace | constants.O_NOFOLLOW), path: path.join(place.path, name) };
  if (!fstatSync(next.fd).isSymbolicLink()) return next;
  closeSync(next.fd);
  throw Object.assign(new Error(`${next.path} is a link`), { code: "ELOOP" });
}

function make(place: Place, name: string, mode: number): Place {
  mkdirSync(inside(place, name));
  const next = open(place, name);
  chmodSync(hasProc ? `/proc/self/fd/${next.fd}` : next.path, mode & 0o7777);
  return next;
}

import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { runDir, type Settings } from "@/scripts/settings.mjs";

/** Where everything of one data folder lies (see `server/README.md`). */
export interface Folders {
  readonly data: string;
  readonly run: string;
  readonly secrets: string;
  readonly tokens: string;
  readonly logs: string;
  readonly nodes: string;
  readonly gateway: string;
  readonly volumes: string;
  socket(name: string): string;
  token(name: string): string;
}

export function foldersOf(settings: Pick<Settings, "dataDir">): Folders {
  const inData = (...parts: string[]) => path.join(settings.dataDir, ...parts);
  const run = runDir(settings.dataDir);
  return {
    data: settings.dataDir,
    run,
    secrets: inData("secrets"),
    tokens: inData("secrets", "tokens"),
    logs: inData("logs"),
    nodes: inData("nodes"),
    gateway: inData("gateway"),
    volumes: inData("volumes"),
    socket: (name) => path.join(run, `${name}.sock`),
    token: (name) => inData("secrets", "tokens", name),
  };
}

/** Makes the folders. Only `data`, `nodes` and `pg` are open to others, for pods and Postgres run as other users. */
export function makeFolders(folders: Folders): void {
  for (const folder of [folders.data, folders.nodes]) fs.mkdirSync(folder, { recursive: true, mode: 0o711 });
  for (const folder of [folders.run, folders.secrets, folders.tokens, folders.logs, folders.gateway]) {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Looked at first: a link that somebody else put there must not lead the change of mode to another place.
    if (fs.lstatSync(folder).uid !== process.getuid?.())
      throw new Error(
        `${folder} belongs to somebody else. Nothing was started; set PILOTHOUSE_DATA to a folder of yours.`,
      );
    fs.chmodSync(folder, 0o700);
  }
}

/** The token by which a part of the platform is known to the API; made at first use, and never seen half-written. */
export function ensureToken(folders: Folders, name: string): string {
  const file = folders.token(name);
  if (!fs.existsSync(file)) {
    const draft = `${file}.${process.pid}`;
    fs.writeFileSync(draft, randomBytes(32).toString("base64url"), { mode: 0o600 });
    fs.renameSync(draft, file);
  }
  return fs.readFileSync(file, "utf8");
}

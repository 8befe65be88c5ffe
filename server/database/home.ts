import { randomBytes, randomUUID } from "node:crypto";
import fs from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { sharedFolder } from "./binaries";
import { canReach, type User } from "./runAs";

/** Everything that one server keeps: its data, the password that opens it, its port, and who runs it. */
export interface Home {
  readonly folder: string;
  /** Postgres' own folder. */
  readonly data: string;
  readonly passwordFile: string;
  readonly portFile: string;
  /** Identity of the postmaster that was last started. */
  readonly processFile: string;
}

/**
 * The home in `dataDir/pg`. Where the user that runs Postgres cannot get there (a checkout under root's home), it lies
 * in a folder of the machine, named in `dataDir/pg/moved`: without that file a new one is begun.
 */
export function openHome(dataDir: string, user: User | undefined): Home {
  const folder = path.join(path.resolve(dataDir), "pg");
  fs.mkdirSync(folder, { recursive: true, mode: 0o711 });
  const home = canReach(user, path.join(folder, "data")) ? folder : movedHome(path.join(folder, "moved"));
  return {
    folder: home,
    data: path.join(home, "data"),
    passwordFile: path.join(home, "password"),
    portFile: path.join(home, "port"),
    processFile: path.join(home, "process.json"),
  };
}

function movedHome(pointer: string): string {
  const id = keptText(pointer, () => randomUUID());
  const home = path.join(sharedFolder, `pg-${id}`);
  fs.mkdirSync(home, { recursive: true, mode: 0o711 });
  return home;
}

export function password(home: Home): string {
  return keptText(home.passwordFile, () => randomBytes(18).toString("base64url"));
}

/** The same port at every start, unless somebody else took it meanwhile. */
export async function choosePort(home: Home): Promise<number> {
  const kept = Number(readText(home.portFile));
  const port = kept > 0 && (await isFree(kept)) ? kept : await freePort();
  if (port !== kept) writeWhole(home.portFile, String(port));
  return port;
}

export function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Never seen half-written. */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, text, { mode: 0o600 });
  fs.renameSync(draft, file);
}

function keptText(file: string, make: () => string): string {
  const kept = readText(file);
  if (kept) return kept;
  const made = make();
  writeWhole(file, made);
  return made;
}

function isFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  );
}

function freePort(): Promise<number> {
  return listenOnce(0);
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { SandboxRequest } from "../runtime";

/** What a pod asked of the network and was given: its own for the life of its UID. */
export interface SandboxRecord {
  readonly request: SandboxRequest;
  /** On the bridge; absent for a pod on the host's network. */
  readonly address?: string;
  /** `80/tcp` → the port of loopback that it is published at, where bridge addresses are out of reach. */
  readonly published: Readonly<Record<string, number>>;
}

/** One folder for each pod, named by its UID, with the files that are mounted into its containers. */
export class SandboxRecords {
  constructor(private readonly dir: string) {}

  folder(uid: string): string {
    return path.join(this.dir, "pods", uid);
  }

  read(uid: string): SandboxRecord | undefined {
    try {
      return JSON.parse(readFileSync(path.join(this.folder(uid), "sandbox.json"), "utf8"));
    } catch {
      // Never written, or not to its end: it is asked for again.
      return undefined;
    }
  }

  write(uid: string, record: SandboxRecord): void {
    const file = path.join(this.folder(uid), "sandbox.json");
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  remove(uid: string): void {
    rmSync(this.folder(uid), { recursive: true, force: true });
  }
}

import fs from "node:fs";
import path from "node:path";
import type { ProcessIdentity } from "@/server/lib/processIdentity";

/** What is remembered of a process that we started, so that the next supervisor knows it again. */
export interface ProcessRecord {
  readonly identity: ProcessIdentity;
  /** Fingerprint of program, arguments and environment: another one means replace, not adopt. */
  readonly fingerprint: string;
}

/** The records of one data folder, a file each, replaced by rename. */
export class Records {
  constructor(private readonly folder: string) {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  read(name: string): ProcessRecord | undefined {
    try {
      return JSON.parse(fs.readFileSync(this.#file(name), "utf8"));
    } catch {
      return undefined;
    }
  }

  write(name: string, record: ProcessRecord): void {
    const draft = `${this.#file(name)}.new`;
    fs.writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
    fs.renameSync(draft, this.#file(name));
  }

  remove(name: string): void {
    fs.rmSync(this.#file(name), { force: true });
  }

  names(): string[] {
    return fs.readdirSync(this.folder).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : []));
  }

  #file(name: string): string {
    return path.join(this.folder, `${name}.json`);
  }
}

import fs from "node:fs";
import type { Known } from "./head";

/**
 * What a store remembers outside of its database, so that it can tell at its next start that a backup was put back.
 * Without the file (or with one of another database) only what Postgres itself shows tells it.
 */
export class Mark {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  read(): Known | undefined {
    try {
      const { revision, epoch, incarnation } = JSON.parse(fs.readFileSync(this.#file, "utf8"));
      return typeof incarnation === "string" && Number.isInteger(revision) && Number.isInteger(epoch)
        ? { revision, epoch, incarnation }
        : undefined;
    } catch {
      return undefined;
    }
  }

  write({ revision, epoch, incarnation }: Known): void {
    const draft = `${this.#file}.${process.pid}`;
    fs.writeFileSync(draft, JSON.stringify({ revision, epoch, incarnation }), { mode: 0o600 });
    fs.renameSync(draft, this.#file);
  }
}

import fs from "node:fs";
import path from "node:path";
import type { Names } from "./serviceNames";

/** The last names that were known, for a gateway that starts while the control plane is dead. */
export class NamesFile {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = path.join(folder, "names.json");
  }

  /** None where there is no file, or one that an older version wrote. */
  read(): Names {
    try {
      const { services, slices } = JSON.parse(fs.readFileSync(this.#file, "utf8"));
      if (Array.isArray(services) && Array.isArray(slices)) return { services, slices };
    } catch {
      // It is made anew by the next change.
    }
    return { services: [], slices: [] };
  }

  write(names: Names): void {
    fs.writeFileSync(`${this.#file}.new`, JSON.stringify(names), { mode: 0o600 });
    fs.renameSync(`${this.#file}.new`, this.#file);
  }
}

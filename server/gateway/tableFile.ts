import fs from "node:fs";
import path from "node:path";
import { emptyTable, type RouteTable } from "./table";

/** The last table, on disk, so that a gateway that starts while the control plane is dead knows where to send. */
export class TableFile {
  readonly #file: string;

  constructor(folder: string) {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#file = path.join(folder, "table.json");
  }

  read(): RouteTable {
    try {
      return { ...emptyTable, ...JSON.parse(fs.readFileSync(this.#file, "utf8")) };
    } catch {
      return emptyTable;
    }
  }

  write(table: RouteTable): void {
    const draft = `${this.#file}.new`;
    fs.writeFileSync(draft, JSON.stringify(table), { mode: 0o600 });
    fs.renameSync(draft, this.#file);
  }
}

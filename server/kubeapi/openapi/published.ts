import { readFile } from "node:fs/promises";
import type { Clock } from "@/server/lib/clock";
import type { Published } from "./models";

/** How long what was read is kept after it was last asked for: clients ask several times in a row, then not for hours. */
export const keptMs = 30_000;

/** Kubernetes' own schemas with all their words: large, seldom asked for, so read when they are and let go afterwards. */
export class PublishedFile {
  readonly #file: string;
  readonly #clock: Clock;
  #read: Promise<Published> | undefined;
  #cancel = () => {};

  constructor(file: string, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  read(): Promise<Published> {
    this.#cancel();
    this.#cancel = this.#clock.after(keptMs, () => this.#drop());
    this.#read ??= readFile(this.#file, "utf8").then((text) => JSON.parse(text) as Published);
    this.#read.catch(() => this.#drop());
    return this.#read;
  }

  #drop(): void {
    this.#read = undefined;
  }
}

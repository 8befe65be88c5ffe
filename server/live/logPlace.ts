import type { LogLine } from "./protocol";

/** How far a container's output was read, so that it can be read on after a break with no line twice and none left out. */
export class LogPlace {
  #at: string | undefined;
  /** Lines of that very time that were read. */
  #count = 0;

  /** From where to ask again; undefined before the first line. */
  get at(): string | undefined {
    return this.#at;
  }

  /** Of what comes after a break, what is new. For each break one. */
  resumed(): (lines: readonly LogLine[]) => LogLine[] {
    const at = this.#at;
    let left = this.#count;
    if (at === undefined) return (lines) => [...lines];
    const isOld = (line: LogLine) => {
      if (line.at === at) return left-- > 0;
      return line.at !== undefined && instantOf(line.at) < instantOf(at);
    };
    return (lines) => lines.filter((line) => !isOld(line));
  }

  note(lines: readonly LogLine[]): void {
    for (const { at } of lines) {
      if (at === undefined) continue;
      this.#count = at === this.#at ? this.#count + 1 : 1;
      this.#at = at;
    }
  }
}

/** A time as text that sorts as times do, to the nanosecond, which Docker's have. */
function instantOf(at: string): string {
  const fraction = /\.(\d+)/.exec(at)?.[1] ?? "";
  const seconds = Date.parse(at.replace(/\.\d+/, "")) / 1000;
  return `${String(seconds).padStart(12, "0")}.${fraction.padEnd(9, "0")}`;
}

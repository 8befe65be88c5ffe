/** Cuts a stream of bytes into lines; a line longer than `mostChars` is cut. */
export class LineCutter {
  readonly #decoder = new TextDecoder();
  #rest = "";

  constructor(readonly mostChars = 16_384) {}

  push(bytes: Uint8Array): string[] {
    const parts = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#rest = parts.pop() ?? "";
    const lines = parts.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
    while (this.#rest.length > this.mostChars) {
      lines.push(this.#rest.slice(0, this.mostChars));
      this.#rest = this.#rest.slice(this.mostChars);
    }
    return lines;
  }

  /** What is left when the stream has ended. */
  end(): string[] {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = "";
    return rest === "" ? [] : [rest];
  }
}

const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) /;

/** Takes the time off the front of a line that was asked for with timestamps. */
export function splitTimestamp(line: string): { readonly at?: string; readonly text: string } {
  const found = stamped.exec(line);
  return found ? { at: found[1], text: line.slice(found[0].length) } : { text: line };
}

import type { LogRead } from "../../runtime";
import type { Growth, Output, Stream } from "./output";

export interface ReadSource {
  readonly output: Output;
  /** Whether more may still come. */
  isRunning(): boolean;
  /** Calls when the container has ended. */
  onEnd(call: () => void): () => void;
}

const maxPieceBytes = 64 * 1024;

interface Line {
  readonly atMs: number;
  readonly text: Buffer;
}

/**
 * A container's lines, both streams in the order of their times. Ends with the container when following, at the end of
 * what is there when not. Nothing is read ahead of the reader.
 */
export async function* readOutput(source: ReadSource, read: LogRead): AsyncIterable<Uint8Array> {
  const { output } = source;
  const live: Growth[] = [];
  const isWanted = ({ stream }: Growth) => read.stream === undefined || stream === read.stream;
  let wake = () => {};
  const stops = [
    output.onGrowth((growth) => {
      if (isWanted(growth)) live.push(growth);
      wake();
    }),
    source.onEnd(() => wake()),
  ];
  const onAbort = () => wake();
  read.signal.addEventListener("abort", onAbort);
  try {
    output.note();
    const cutter = new Cutter(output);
    const budget = { bytes: read.limitBytes ?? Number.POSITIVE_INFINITY };
    yield* format(cutter.last(output.growths().filter(isWanted), read), read, budget);
    while (read.follow && !read.signal.aborted && budget.bytes > 0) {
      for (let growth = live.shift(); growth; growth = live.shift()) yield* format(cutter.cut(growth), read, budget);
      if (!source.isRunning()) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (live.length > 0 || !source.isRunning() || read.signal.aborted) resolve();
      });
    }
    output.note();
    if (read.follow) for (const growth of live.splice(0)) yield* format(cutter.cut(growth), read, budget);
    yield* format(cutter.rest(), read, budget);
  } finally {
    for (const stop of stops) stop();
    read.signal.removeEventListener("abort", onAbort);
  }
}

/** Cuts growths into lines; what has no line end yet waits for more. */
class Cutter {
  readonly #position: Record<Stream, number>;
  readonly #partial: Record<Stream, { text: Buffer; atMs: number }> = {
    stdout: { text: Buffer.alloc(0), atMs: 0 },
    stderr: { text: Buffer.alloc(0), atMs: 0 },
  };

  constructor(readonly output: Output) {
    this.#position = { stdout: output.start("stdout"), stderr: output.start("stderr") };
  }

  *cut({ stream, end, atMs }: Growth): Iterable<Line> {
    while (this.#position[stream] < end) {
      const to = Math.min(end, this.#position[stream] + maxPieceBytes);
      const bytes = this.output.read(stream, this.#position[stream], to);
      this.#position[stream] = to;
      yield* this.#lines(stream, bytes, atMs);
    }
  }

  /** What is there so far: all of it, or the last lines, or those since a time. */
  *last(growths: readonly Growth[], { tailLines, sinceMs = 0 }: LogRead): Iterable<Line> {
    const from = tailLines === undefined ? 0 : this.#skip(growths, tailLines);
    const lines: Line[] = [];
    for (const growth of growths.slice(from)) {
      for (const line of this.cut(growth)) {
        if (line.atMs < sinceMs) continue;
        if (tailLines === undefined) yield line;
        else lines.push(line);
      }
    }
    if (tailLines !== undefined && tailLines > 0) yield* lines.slice(-tailLines);
  }

  /** A last line without its end. */
  *rest(): Iterable<Line> {
    for (const { text, atMs } of Object.values(this.#partial)) if (text.length > 0) yield { text, atMs };
  }

  /** Where to begin so that the last lines are whole: counts line ends backwards, and sets the positions there. */
  #skip(growths: readonly Growth[], tailLines: number): number {
    let index = growths.length;
    for (let lines = 0; index > 0 && lines <= tailLines; ) {
      index--;
      const { stream, end } = growths[index] ?? { stream: "stdout" as const, end: 0 };
      lines += count(this.output.read(stream, endBefore(growths, index, stream), end), 10);
    }
    for (const stream of ["stdout", "stderr"] as const) {
      const end = endBefore(growths, index, stream);
      this.#position[stream] = Math.max(this.#position[stream], this.#lineStart(stream, end));
    }
    return index;
  }

  /** A growth may have ended in the middle of a line: go back to where that line began (at most one piece). */
  #lineStart(stream: Stream, offset: number): number {
    const from = Math.max(this.output.start(stream), offset - maxPieceBytes);
    const before = this.output.read(stream, from, offset);
    return before.length === 0 ? offset : from + before.lastIndexOf(10) + 1;
  }

  *#lines(stream: Stream, bytes: Buffer, atMs: number): Iterable<Line> {
    const partial = this.#partial[stream];
    const all = partial.text.length > 0 ? Buffer.concat([partial.text, bytes]) : bytes;
    let start = 0;
    for (let end = all.indexOf(10); end >= 0; end = all.indexOf(10, start)) {
      yield { atMs, text: all.subarray(start, end + 1) };
      start = end + 1;
    }
    const rest = all.subarray(start);
    if (rest.length > maxPieceBytes) yield { atMs, text: rest };
    this.#partial[stream] = { text: rest.length > maxPieceBytes ? Buffer.alloc(0) : Buffer.from(rest), atMs };
  }
}

/** Lines as bytes, gathered into pieces, with their times when asked for, until the budget is used up. */
function* format(lines: Iterable<Line>, read: LogRead, budget: { bytes: number }): Iterable<Uint8Array> {
  let piece: Buffer[] = [];
  let sizeBytes = 0;
  for (const { atMs, text } of lines) {
    if (budget.bytes <= 0 || read.signal.aborted) break;
    const whole = read.timestamps ? Buffer.concat([Buffer.from(`${nanoTimestamp(atMs)} `), text]) : text;
    const part = whole.subarray(0, budget.bytes);
    budget.bytes -= part.length;
    piece.push(part);
    sizeBytes += part.length;
    if (sizeBytes < maxPieceBytes) continue;
    yield Buffer.concat(piece);
    piece = [];
    sizeBytes = 0;
  }
  if (sizeBytes > 0) yield Buffer.concat(piece);
}

/** RFC 3339 with nanoseconds, as Kubernetes prints log times. */
function nanoTimestamp(atMs: number): string {
  return new Date(atMs).toISOString().replace("Z", "000000Z");
}

function endBefore(growths: readonly Growth[], index: number, stream: Stream): number {
  for (let at = index - 1; at >= 0; at--) {
    const growth = growths[at];
    if (growth?.stream === stream) return growth.end;
  }
  return 0;
}

function count(bytes: Buffer, byte: number): number {
  let found = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) found++;
  return found;
}

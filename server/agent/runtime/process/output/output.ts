import {
  appendFileSync,
  closeSync,
  copyFileSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Clock } from "@/server/lib/clock";

export type Stream = "stdout" | "stderr";
const streams: readonly Stream[] = ["stdout", "stderr"];

/** At this time the stream had grown to `end` (bytes since the container started, whatever was rotated away). */
export interface Growth {
  readonly atMs: number;
  readonly stream: Stream;
  readonly end: number;
}

export interface OutputOptions {
  readonly dir: string;
  readonly clock: Clock;
  /** A file that outgrows this is kept once (`stdout.1`) and begun anew. */
  readonly maxBytes?: number;
}

/**
 * What a container wrote: two files, written by its processes (opened for appending), and the times at which each was
 * seen to grow (`times`, one line a growth), written by the agent. Rotation copies and truncates, because the writers
 * keep the file open: what is written in the instant between the two is lost.
 */
export class Output {
  readonly #dir: string;
  readonly #clock: Clock;
  readonly #maxBytes: number;
  readonly #calls = new Set<(growth: Growth) => void>();
  /** Offset of the first byte of the current file. */
  readonly #base: Record<Stream, number> = { stdout: 0, stderr: 0 };
  readonly #end: Record<Stream, number> = { stdout: 0, stderr: 0 };

  constructor({ dir, clock, maxBytes = 10 * 2 ** 20 }: OutputOptions) {
    this.#dir = dir;
    this.#clock = clock;
    this.#maxBytes = maxBytes;
    Object.assign(this.#base, this.#readBases());
    Object.assign(this.#end, this.#base);
    for (const { stream, end } of this.growths()) this.#end[stream] = Math.max(this.#end[stream], end);
  }

  /** Looks at the files and notes what grew since. */
  note(): void {
    for (const stream of streams) {
      const sizeBytes = this.#sizeOf(stream);
      const end = this.#base[stream] + sizeBytes;
      if (end > this.#end[stream]) this.#grew({ atMs: this.#clock.now(), stream, end });
      if (sizeBytes > this.#maxBytes) this.#rotateIfThereIsSpace(stream);
    }
  }

  onGrowth(call: (growth: Growth) => void): () => void {
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  growths(): Growth[] {
    return readLines(path.join(this.#dir, "times")).flatMap((line) => {
      const [atMs, letter, end] = line.split(" ");
      if (end === undefined) return [];
      return [{ atMs: Number(atMs), stream: letter === "e" ? "stderr" : "stdout", end: Number(end) } as const];
    });
  }

  /** The offset after the last byte that was seen. */
  end(stream: Stream): number {
    return this.#end[stream];
  }

  /** The first offset that is still kept. */
  start(stream: Stream): number {
    return this.#base[stream] - fileSize(path.join(this.#dir, `${stream}.1`));
  }

  /** The bytes from one offset to another; fewer when some were rotated away. */
  read(stream: Stream, from: number, to: number): Buffer {
    const base = this.#base[stream];
    const old = readRange(
      path.join(this.#dir, `${stream}.1`),
      from - this.start(stream),
      Math.min(to, base) - this.start(stream),
    );
    return Buffer.concat([old, readRange(path.join(this.#dir, stream), Math.max(from, base) - base, to - base)]);
  }

  #grew(growth: Growth): void {
    this.#end[growth.stream] = growth.end;
    // On a full disk only the time of these lines is lost: whoever follows them is told all the same.
    attempt(() => appendFileSync(path.join(this.#dir, "times"), format(growth)));
    for (const call of this.#calls) call(growth);
  }

  #rotateIfThereIsSpace(stream: Stream): void {
    if (!attempt(() => this.#rotate(stream))) rmSync(path.join(this.#dir, `${stream}.new`), { force: true });
  }

  #rotate(stream: Stream): void {
    const current = path.join(this.#dir, stream);
    copyFileSync(current, `${current}.new`);
    const file = openSync(current, "r+");
    try {
      const copied = fileSize(`${current}.new`);
      appendFileSync(`${current}.new`, readRange(current, copied, fileSize(current)));
      const size = fileSize(`${current}.new`);
      this.#grewTo(stream, size);
      renameSync(`${current}.new`, `${current}.1`);
      this.#base[stream] += size;
      this.#writeBases();
      ftruncateSync(file, 0);
    } finally {
      closeSync(file);
    }
    this.#dropOldTimes();
  }

  #grewTo(stream: Stream, size: number): void {
    const end = this.#base[stream] + size;
    if (end > this.#end[stream]) this.#grew({ atMs: this.#clock.now(), stream, end });
  }

  #dropOldTimes(): void {
    const kept = this.growths().filter(({ stream, end }) => end > this.start(stream));
    replaceFile(path.join(this.#dir, "times"), kept.map(format).join(""));
  }

  #sizeOf(stream: Stream): number {
    return fileSize(path.join(this.#dir, stream));
  }

  #writeBases(): void {
    replaceFile(path.join(this.#dir, "bases"), JSON.stringify(this.#base));
  }

  /** A crash after the bases were written and before the truncation left the same bytes in both files. */
  #readBases(): Partial<Record<Stream, number>> {
    const [text] = readLines(path.join(this.#dir, "bases"));
    if (!text) return {};
    const bases: Record<Stream, number> = { stdout: 0, stderr: 0, ...JSON.parse(text) };
    for (const stream of streams) {
      const copied = fileSize(path.join(this.#dir, `${stream}.1`));
      if (copied > this.#maxBytes && this.#sizeOf(stream) >= copied) bases[stream] -= copied;
    }
    return bases;
  }
}

const format = ({ atMs, stream, end }: Growth) => `${atMs} ${stream === "stderr" ? "e" : "o"} ${end}\n`;

/** Whether it could be done: a full disk is no end of an agent. */
function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    return false;
  }
}

function fileSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function readRange(file: string, from: number, to: number): Buffer {
  const start = Math.max(0, from);
  if (to <= start) return Buffer.alloc(0);
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const buffer = Buffer.alloc(to - start);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, start));
  } finally {
    closeSync(descriptor);
  }
}

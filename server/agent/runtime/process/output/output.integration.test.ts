import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "@/server/agent/testing/testRuntime";
import { FakeClock } from "@/server/testing/fakeClock";
import { Output } from "./output";
import { readOutput } from "./readOutput";

let folder: ReturnType<typeof temporaryFolder>;
let clock: FakeClock;
beforeEach(() => {
  folder = temporaryFolder();
  clock = new FakeClock();
  for (const name of ["stdout", "stderr"]) writeFileSync(path.join(folder.dir, name), "");
});
afterEach(() => folder.remove());

const open = (maxBytes = 1_000) => new Output({ dir: folder.dir, clock, maxBytes });
const write = (text: string, stream = "stdout") => appendFileSync(path.join(folder.dir, stream), text);

async function read(output: Output, options: { tailLines?: number; sinceMs?: number; timestamps?: boolean } = {}) {
  const pieces: Uint8Array[] = [];
  const source = { output, isRunning: () => false, onEnd: () => () => {} };
  const signal = new AbortController().signal;
  for await (const piece of readOutput(source, { follow: false, timestamps: false, signal, ...options }))
    pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test("both streams come in the order in which they grew", async () => {
  const output = open();
  for (const [text, stream] of [
    ["a\n", "stdout"],
    ["b\n", "stderr"],
    ["c\n", "stdout"],
  ] as const) {
    write(text, stream);
    output.note();
    await clock.advance(1_000);
  }
  expect(await read(output)).toBe("a\nb\nc\n");
  expect(await read(output, { timestamps: true })).toContain("2026-01-01T00:00:01.000000000Z b\n");
  expect(await read(output, { sinceMs: clock.now() - 1_500 })).toBe("c\n");
});

test("rotation keeps the last lines readable, in order, and bounds what is kept", async () => {
  const output = open(1_000);
  for (let line = 0; line < 100; line++) {
    write(`line ${line} ${"x".repeat(40)}\n`);
    output.note();
  }
  const lines = (await read(output))
    .trim()
    .split("\n")
    .map((line) => Number(line.split(" ")[1]));
  expect(lines.at(-1)).toBe(99);
  expect(lines).toEqual(Array.from({ length: lines.length }, (_, index) => 100 - lines.length + index));
  expect(lines.length).toBeLessThan(45);
  expect(existsSync(path.join(folder.dir, "stdout.1"))).toBe(true);
});

test("another agent reads on where the last one left, times and rotation included", async () => {
  const first = open(100);
  write(`${"a".repeat(150)}\n`);
  first.note();
  await clock.advance(5_000);
  write("after\n");
  const second = open(100);
  second.note();
  expect(await read(second, { tailLines: 1, timestamps: true })).toBe("2026-01-01T00:00:05.000000000Z after\n");
  expect(await read(second)).toBe(`${"a".repeat(150)}\nafter\n`);
});

test("a line that is cut by two looks is one line, and the last one needs no end", async () => {
  const output = open();
  write("hal");
  output.note();
  write("f\nrest");
  output.note();
  expect(await read(output)).toBe("half\nrest");
  expect(await read(output, { tailLines: 2 })).toBe("half\nrest");
});

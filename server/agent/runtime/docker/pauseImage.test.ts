import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { architectureOf, imageArchive } from "./pauseImage";
import { pauseProgram } from "./pauseProgram";

describe.each([
  ["amd64", 62],
  ["arm64", 183],
] as const)("the pause program for %s", (architecture, machine) => {
  const program = pauseProgram(architecture);

  test("is a small ELF executable of that machine, entered right behind its headers", () => {
    expect(program.length).toBeLessThan(200);
    expect(program.subarray(0, 4).toString("latin1")).toBe("\x7fELF");
    expect(program.readUInt16LE(18)).toBe(machine);
    expect(program.readBigUInt64LE(24)).toBe(0x400000n + 120n);
    expect(program.readBigUInt64LE(96)).toBe(BigInt(program.length));
  });

  test("lies in an archive that is the same every time, its layer under its own digest", () => {
    const archive = imageArchive(architecture);
    expect(imageArchive(architecture).equals(archive)).toBe(true);
    const [, digest] = /"sha256:([0-9a-f]{64})"/.exec(archive.toString("latin1")) ?? [];
    const layerBytes = 512 + 512 + 1024;
    const start = archive.indexOf("layer.tar") + 512;
    const layer = archive.subarray(start, start + layerBytes);
    expect(createHash("sha256").update(layer).digest("hex")).toBe(digest);
  });
});

test("an engine on another machine is told apart, in words", () => {
  expect(architectureOf("x86_64")).toBe("amd64");
  expect(architectureOf("aarch64")).toBe("arm64");
  expect(() => architectureOf("riscv64")).toThrow("runs on riscv64");
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineCutter, splitTimestamp } from "./lines";

describe("lines", () => {
  it("come out whole, wherever the bytes were cut", () => {
    const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/[\r\n]/g, ""));
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 7 }), (lines, size) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
        const cutter = new LineCutter();
        const out: string[] = [];
        for (let at = 0; at < bytes.length; at += size) out.push(...cutter.push(bytes.subarray(at, at + size)));
        expect([...out, ...cutter.end()]).toEqual(lines);
      }),
    );
  });

  it("that never end are cut, so that memory stays bounded", () => {
    const cutter = new LineCutter(10);
    expect(cutter.push(Buffer.from("x".repeat(25)))).toEqual(["x".repeat(10), "x".repeat(10)]);
  });

  it("lose their timestamp only where there is one", () => {
    expect(splitTimestamp("2026-01-01T00:00:00.123456789Z GET /")).toEqual({
      at: "2026-01-01T00:00:00.123456789Z",
      text: "GET /",
    });
    expect(splitTimestamp("GET /")).toEqual({ text: "GET /" });
  });
});

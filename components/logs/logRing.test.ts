import { describe, expect, it } from "vitest";
import { appendLines, emptyRing, lineTone, mostLines, plainText, searchLines } from "./logRing";

const line = (text: string, pod = "web-1") => ({ pod, container: "web", text });

describe("the ring of log lines", () => {
  it("keeps the newest, and says how many went before", () => {
    const many = Array.from({ length: mostLines + 5 }, (_, index) => line(`${index}`));
    const ring = appendLines(emptyRing, many);
    expect(ring.lines).toHaveLength(mostLines);
    expect(ring.dropped).toBe(5);
    expect(ring.lines[0]).toMatchObject({ text: "5", number: 5 });
  });

  it("numbers lines on across batches", () => {
    const ring = appendLines(appendLines(emptyRing, [line("a")]), [line("b")]);
    expect(ring.lines.map(({ number }) => number)).toEqual([0, 1]);
  });

  it("is searched by text and by pod, whatever the case", () => {
    const { lines } = appendLines(emptyRing, [line("GET /pay 500"), line("GET / 200", "cart-1")]);
    expect(searchLines(lines, "PAY").map(({ text }) => text)).toEqual(["GET /pay 500"]);
    expect(searchLines(lines, "cart").map(({ text }) => text)).toEqual(["GET / 200"]);
    expect(searchLines(lines, " ")).toBe(lines);
  });

  it("shows no terminal colours", () => {
    expect(plainText("\u001b[31mred\u001b[0m\tend")).toBe("red  end");
  });

  it("gives trouble its colour, and nothing else", () => {
    expect(lineTone("ERROR cart is undefined")).toBe("bad");
    expect(lineTone("WARN slow")).toBe("warn");
    expect(lineTone("GET /errors 200")).toBe("plain");
  });
});

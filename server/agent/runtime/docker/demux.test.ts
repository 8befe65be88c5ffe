import { expect, test } from "vitest";
import { Demultiplexer } from "./demux";

const frame = (stream: number, text: string) => {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

test("frames come out whole wherever the pieces are cut", () => {
  const all = Buffer.concat([frame(1, "one\n"), frame(2, "bad\n"), frame(1, ""), frame(1, "zwölf\n")]);
  for (let size = 1; size <= all.length; size++) {
    const demultiplexer = new Demultiplexer();
    const seen: string[] = [];
    for (let at = 0; at < all.length; at += size)
      for (const { stream, data } of demultiplexer.push(all.subarray(at, at + size))) seen.push(`${stream}:${data}`);
    expect(seen).toEqual(["stdout:one\n", "stderr:bad\n", "stdout:", "stdout:zwölf\n"]);
  }
});

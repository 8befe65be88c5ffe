import fs from "node:fs";
import { expect, it } from "vitest";
import { jsonLog } from "./log";

it("goes on after a line that could not be written, and tries the next one anew", () => {
  const lines: string[] = [];
  let isFull = true;
  const write = (line: string) => {
    if (isFull) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    lines.push(line);
  };
  const log = jsonLog(write, () => 0);
  log.warn({}, "lost");
  isFull = false;
  log.warn({ error: new Error("why") }, "kept");
  expect(lines.map((line) => JSON.parse(line).says)).toEqual(["kept"]);
});

it.skipIf(!fs.existsSync("/dev/full"))("goes on where the system itself refuses the line", () => {
  const log = jsonLog(
    (line) => fs.appendFileSync("/dev/full", line),
    () => 0,
  );
  expect(() => log.error({}, "lost")).not.toThrow();
});

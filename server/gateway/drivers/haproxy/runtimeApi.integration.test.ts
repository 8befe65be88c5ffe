import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { RuntimeApi } from "./runtimeApi";

const cleanups: (() => unknown)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

it("tells what was not taken again, before what comes next", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "api-"));
  const at = path.join(folder, "s");
  const heard: string[] = [];
  const answers = ["No such server.", "", ""];
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.setEncoding("utf8").once("data", (line) => heard.push(String(line).trim()));
    socket.once("end", () => socket.end(answers.shift() ?? ""));
  });
  await new Promise<void>((resolve) => server.listen(at, resolve));
  cleanups.push(
    () => server.close(),
    () => fs.rmSync(folder, { recursive: true }),
  );
  const api = new RuntimeApi(at);
  await expect(api.tell(["one"])).rejects.toThrow("No such server");
  await api.tell(["two"]);
  await api.tell(["three"]);
  expect(heard).toEqual(["one", "one; two", "three"]);
});

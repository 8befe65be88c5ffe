import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { readSettings } from "@/scripts/settings.mjs";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { foldersOf, makeFolders } from "./folders";
import { Supervisor } from "./supervise";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function aSupervisor(environment: Record<string, string>) {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "sup-"));
  cleanups.push(() => fs.rmSync(dataDir, { recursive: true, force: true }));
  const settings = readSettings({ ...environment, PILOTHOUSE_DATA: dataDir });
  const folders = foldersOf(settings);
  makeFolders(folders);
  let databases = 0;
  const supervisor = new Supervisor({
    ...{ root: process.cwd(), settings, folders, clock: systemClock, log: silentLog },
    startDatabase: async () => {
      databases++;
      throw new Error("no database is started in this test");
    },
    stopDatabase: async () => {},
    say() {},
    onStopped() {},
  });
  return { supervisor, databases: () => databases };
}

async function aTakenPort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  cleanups.push(() => server.close());
  return (server.address() as net.AddressInfo).port;
}

it("names a port that is taken and the setting to change, before anything is started", async () => {
  const port = await aTakenPort();
  const { supervisor, databases } = aSupervisor({ PILOTHOUSE_PORT: String(port) });
  await expect(supervisor.start()).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken by another program. Set PILOTHOUSE_PORT to another port. Nothing was started.`,
  );
  expect(databases()).toBe(0);
});

it("says so when the address is none of this machine's", async () => {
  const { supervisor } = aSupervisor({ PILOTHOUSE_HOST: "192.0.2.1", PILOTHOUSE_PORT: "3990" });
  await expect(supervisor.start()).rejects.toThrow(/192\.0\.2\.1 is no address of this machine \(PILOTHOUSE_HOST\)/);
});

import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { silentLog } from "@/server/lib/log";
import { chooseRuntime } from "./chooseRuntime";
import { openDoor } from "./doors";
import { ensureToken, foldersOf, makeFolders } from "./folders";
import { lockOwner, takeLock } from "./lock";
import { rotateLogs } from "./logFiles";

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "sup-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Runs `other` once, before the call number `at` of what a lock is made with; `end` tells how many calls there were. */
function interrupted(at: number, other: () => void): { end(): number } {
  let calls = 0;
  let isInside = false;
  const spies = (["writeFileSync", "linkSync", "readdirSync", "readFileSync", "rmSync"] as const).map((name) => {
    const real = fs[name] as (...args: unknown[]) => unknown;
    return vi.spyOn(fs, name).mockImplementation(((...args: unknown[]) => {
      if (!isInside && calls++ === at) {
        isInside = true;
        other();
        isInside = false;
      }
      return real.apply(fs, args);
    }) as never);
  });
  return {
    end() {
      for (const spy of spies) spy.mockRestore();
      return calls;
    },
  };
}

describe("the lock", () => {
  it("is had by one at a time, and free again afterwards", () => {
    const file = path.join(folder, "lock");
    const unlock = takeLock(file);
    expect(unlock).toBeDefined();
    expect(takeLock(file)).toBeUndefined();
    expect(lockOwner(file)).toBe(process.pid);
    unlock?.();
    expect(lockOwner(file)).toBeUndefined();
    expect(takeLock(file)).toBeDefined();
  });

  it("is taken over from a dead owner, and from a file that says nothing", () => {
    const file = path.join(folder, "lock");
    fs.writeFileSync(file, JSON.stringify({ pid: 4_000_000, bootId: "x", startTime: "1" }));
    const unlock = takeLock(file);
    expect(unlock).toBeDefined();
    unlock?.();
    fs.writeFileSync(file, "");
    expect(takeLock(file)).toBeDefined();
  });

  it("is never had by two that find the same dead owner, whenever the second comes", () => {
    let steps = 0;
    for (let at = 0; at <= steps; at++) {
      const file = path.join(fs.mkdtempSync(path.join(folder, "at-")), "lock");
      fs.writeFileSync(file, JSON.stringify({ pid: 4_000_000, bootId: "x", startTime: "1" }));
      const had: unknown[] = [];
      const spied = interrupted(at, () => had.push(takeLock(file)));
      had.push(takeLock(file));
      steps = spied.end();
      expect(had.filter(Boolean).length, `before step ${at}`).toBeLessThan(2);
    }
    expect(steps).toBeGreaterThan(3);
  });
});

describe("folders", () => {
  it.skipIf(process.getuid?.() !== 0)("leave alone what somebody else's link in their place leads to", () => {
    const folders = foldersOf({ dataDir: path.join(folder, "linked") });
    const other = path.join(folder, "other");
    for (const dir of [folders.data, other]) fs.mkdirSync(dir);
    fs.chmodSync(other, 0o755);
    fs.symlinkSync(other, folders.secrets);
    fs.lchownSync(folders.secrets, 12_345, 12_345);
    expect(() => makeFolders(folders)).toThrow("belongs to somebody else");
    expect(fs.statSync(other).mode & 0o777).toBe(0o755);
  });

  it("keep secrets and sockets to their user", () => {
    const folders = foldersOf({ dataDir: folder });
    makeFolders(folders);
    for (const own of [folders.secrets, folders.run, folders.logs]) expect(fs.statSync(own).mode & 0o077).toBe(0);
    const token = ensureToken(folders, "node-1");
    expect(token.length).toBeGreaterThan(40);
    expect(ensureToken(folders, "node-1")).toBe(token);
    expect(fs.statSync(folders.token("node-1")).mode & 0o077).toBe(0);
  });
});

describe("the runtime", () => {
  it("is processes where no Docker answers, and Docker only where it does", async () => {
    const environment = { NODE_ENV: "test", DOCKER_HOST: `unix://${folder}/docker.sock` } as const;
    expect(await chooseRuntime("auto", environment)).toBe("process");
    await expect(chooseRuntime("docker", environment)).rejects.toThrow(
      /no Docker engine answers at unix:.*Nothing was started/,
    );
    const docker = http.createServer((_, response) => response.end("OK")).listen(path.join(folder, "docker.sock"));
    await new Promise((resolve) => docker.once("listening", resolve));
    expect(await chooseRuntime("auto", environment)).toBe("docker");
    expect(await chooseRuntime("process", environment)).toBe("process");
    docker.close();
  });
});

describe("logs", () => {
  it("are rotated in place once they are large", () => {
    const file = path.join(folder, "control.log");
    fs.writeFileSync(file, "x".repeat(11 * 1024 * 1024));
    fs.writeFileSync(path.join(folder, "small.log"), "kept");
    rotateLogs(folder, silentLog);
    expect(fs.statSync(file).size).toBe(0);
    expect(fs.statSync(`${file}.1`).size).toBe(11 * 1024 * 1024);
    expect(fs.readFileSync(path.join(folder, "small.log"), "utf8")).toBe("kept");
  });
});

describe("the supervisor's door", () => {
  it("fences, stops with its progress, and says what it does not do", async () => {
    const socketPath = path.join(folder, "s.sock");
    const fenced: string[] = [];
    const door = await openDoor(socketPath, {
      status: () => ({ pid: 1 }),
      stop: async (say) => say("  Pods: stopped\n"),
      onStopped: () => fenced.push("stopped"),
      fence: async (node) => {
        if (node === "node-9") throw new Error("its pods could not be confirmed ended");
        fenced.push(node);
      },
    });
    expect(await ask(socketPath, "GET", "/status")).toEqual([200, '{"pid":1}']);
    expect(await ask(socketPath, "POST", "/fence/node-2")).toEqual([200, '{"fenced":"node-2"}']);
    expect((await ask(socketPath, "POST", "/fence/node-9"))[0]).toBe(500);
    expect((await ask(socketPath, "POST", "/fence/..%2Fx"))[0]).toBe(404);
    expect(await ask(socketPath, "POST", "/stop")).toEqual([200, "  Pods: stopped\n"]);
    expect(fenced).toEqual(["node-2", "stopped"]);
    expect(fs.statSync(socketPath).mode & 0o077).toBe(0);
    door.close();
  });
});

function ask(socketPath: string, method: string, url: string): Promise<[number | undefined, string]> {
  return new Promise((resolve, reject) => {
    http
      .request({ socketPath, method, path: url, agent: false }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          text += chunk;
        });
        response.once("end", () => resolve([response.statusCode, text]));
      })
      .once("error", reject)
      .end();
  });
}

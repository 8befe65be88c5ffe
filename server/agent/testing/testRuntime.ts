import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { openProcessRuntime, type ProcessRuntimeOptions } from "../runtime/process/processRuntime";
import type { ContainerRequest, ObservedContainer, Runtime } from "../runtime/runtime";

/** A folder of a test's own, taken away afterwards. */
export function temporaryFolder(): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(path.join(os.tmpdir(), "pilothouse-agent-"));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A process runtime on a folder; opened again on the same folder it finds what ran there. */
export function openTestRuntime(dir: string, options: Partial<ProcessRuntimeOptions> = {}): Promise<Runtime> {
  const installation = path.join(dir, "data");
  mkdirSync(installation, { recursive: true });
  return openProcessRuntime({
    dir: path.join(installation, "nodes", "a"),
    installation,
    portsDir: path.join(installation, "ports"),
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    ...options,
  });
}

export function aRequest(command: readonly string[], change: Partial<ContainerRequest> = {}): ContainerRequest {
  return {
    pod: { uid: systemRandom.uuid(), namespace: "default", name: "web" },
    sandbox: { ip: "127.0.0.1", ports: {} },
    name: "main",
    attempt: 0,
    image: "web:1",
    command,
    args: [],
    env: {},
    mounts: [],
    limits: {},
    requests: {},
    isPrivileged: false,
    isRootReadOnly: false,
    addCapabilities: [],
    dropCapabilities: [],
    tty: false,
    stdin: false,
    stdinOnce: false,
    ...change,
  };
}

/** Resolves with the container once `isSo` holds; looks again at each change. */
export async function containerThat(
  runtime: Runtime,
  id: string,
  isSo: (container: ObservedContainer) => boolean,
): Promise<ObservedContainer> {
  return new Promise((resolve, reject) => {
    const look = async () => {
      const container = (await runtime.list()).find((one) => one.id === id);
      if (!container || !isSo(container)) return;
      stop();
      resolve(container);
    };
    const stop = runtime.onChange(() => void look().catch(reject));
    void look().catch(reject);
  });
}

export const hasEnded = (container: ObservedContainer) => container.state === "exited" || container.state === "lost";

/** All that a container has written so far, or until it ends. */
export async function logOf(
  runtime: Runtime,
  id: string,
  read: { follow?: boolean; timestamps?: boolean; tailLines?: number } = {},
) {
  const pieces: Uint8Array[] = [];
  const options = { follow: false, timestamps: false, signal: new AbortController().signal, ...read };
  for await (const piece of runtime.logs(id, options)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** Resolves once the log holds the text. */
export async function logThatHas(runtime: Runtime, id: string, text: string): Promise<string> {
  const abort = new AbortController();
  let all = "";
  for await (const piece of runtime.logs(id, { follow: true, timestamps: false, signal: abort.signal })) {
    all += Buffer.from(piece).toString();
    if (all.includes(text)) break;
  }
  abort.abort();
  return all;
}

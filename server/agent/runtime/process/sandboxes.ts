import { existsSync, mkdirSync, rmSync } from "node:fs";
import type { PodIdentity, Sandbox, SandboxRequest } from "../runtime";
import { readJson, replaceFile } from "./files";
import { type Layout, podDir, sandboxFile } from "./layout";
import { type PortBook, releasePorts, takePorts } from "./ports";

interface Kept {
  readonly pod: PodIdentity;
  readonly sandbox: Sandbox;
}

/** The pod's address and ports, kept on disk for the life of its UID. */
export async function openSandbox(layout: Layout, book: PortBook, request: SandboxRequest): Promise<Sandbox> {
  const { pod, ports } = request;
  const file = sandboxFile(layout, pod);
  mkdirSync(podDir(layout, pod), { recursive: true });
  const held = keptSandbox(layout, pod)?.ports ?? {};
  if (existsSync(file) && ports.every(({ containerPort }) => held[containerPort] !== undefined))
    return { ip: loopback, ports: held };
  // There before the ports are claimed: its existence is what keeps them.
  replaceFile(file, JSON.stringify({ pod, sandbox: { ip: loopback, ports: held } }));
  const asked = request.usesHostNetwork ? ports.map((port) => ({ ...port, hostPort: port.containerPort })) : ports;
  const sandbox = { ip: loopback, ports: await takePorts(book, asked, { owner: file, held }) };
  replaceFile(file, JSON.stringify({ pod, sandbox } satisfies Kept));
  return sandbox;
}

export function closeSandbox(layout: Layout, book: PortBook, pod: PodIdentity): void {
  const sandbox = keptSandbox(layout, pod);
  if (sandbox) releasePorts(book, Object.values(sandbox.ports), sandboxFile(layout, pod));
  rmSync(podDir(layout, pod), { recursive: true, force: true });
}

function keptSandbox(layout: Layout, pod: Pick<PodIdentity, "uid">): Sandbox | undefined {
  const kept = readJson(sandboxFile(layout, pod));
  if (typeof kept !== "object" || kept === null || !("sandbox" in kept)) return undefined;
  return kept.sandbox as Sandbox;
}

const loopback = "127.0.0.1";

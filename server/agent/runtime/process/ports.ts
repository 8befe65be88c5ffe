import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { messageOf } from "@/server/lib/errors";
import { type PortRequest, RuntimeError } from "../runtime";

/** Below Kubernetes' NodePorts (30000–32767) and below the ports that systems give to clients. */
const podPorts = { first: 20_000, last: 29_999 } as const;

export interface PortBook {
  /** One folder for all nodes of this machine: a file per port, made with `O_EXCL`, names whose it is. */
  readonly dir: string;
  /** Where the search starts; moves on, so that a port is not given out again soon. */
  nextOffset: number;
}

/**
 * A port of its own for each request: a hostPort as it is, else a free one that nobody else holds or listens on.
 * `owner` is the file whose existence keeps the ports; `held` are the ports that it was given before.
 */
export async function takePorts(
  book: PortBook,
  requests: readonly PortRequest[],
  { owner, held }: { readonly owner: string; readonly held: Readonly<Record<number, number>> },
): Promise<Record<number, number>> {
  mkdirSync(book.dir, { recursive: true });
  const ports: Record<number, number> = { ...held };
  for (const { containerPort, hostPort } of requests) {
    if (ports[containerPort] !== undefined) continue;
    ports[containerPort] = hostPort ? claimHostPort(book, hostPort, owner) : await claimFree(book, owner);
  }
  return ports;
}

export function releasePorts(book: PortBook, ports: Iterable<number>, owner: string): void {
  for (const port of ports) {
    const file = fileOf(book, port);
    if (ownerOf(file) === owner) rmSync(file, { force: true });
  }
}

function claimHostPort(book: PortBook, port: number, owner: string): number {
  if (claim(book, port, owner)) return port;
  throw new RuntimeError("CreatePodSandboxError", `hostPort ${port} is taken by another pod of this machine`);
}

async function claimFree(book: PortBook, owner: string): Promise<number> {
  const count = podPorts.last - podPorts.first + 1;
  for (let tries = 0; tries < count; tries++) {
    const port = podPorts.first + (book.nextOffset++ % count);
    if (!claim(book, port, owner)) continue;
    if (await isFree(port)) return port;
    rmSync(fileOf(book, port), { force: true });
  }
  throw new RuntimeError("CreatePodSandboxError", `no free port between ${podPorts.first} and ${podPorts.last}`);
}

function claim(book: PortBook, port: number, owner: string): boolean {
  const file = fileOf(book, port);
  for (const isSecondTry of [false, true]) {
    try {
      writeFileSync(file, owner, { flag: "wx" });
      return true;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST"))
        throw new RuntimeError("CreatePodSandboxError", `ports cannot be kept: ${messageOf(error)}`);
      const other = ownerOf(file);
      if (other === owner) return true;
      if (isSecondTry || (other !== undefined && existsSync(other))) return false;
      rmSync(file, { force: true });
    }
  }
  return false;
}

const fileOf = (book: PortBook, port: number) => path.join(book.dir, String(port));

function ownerOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8") || undefined;
  } catch {
    return undefined;
  }
}

/** Free on every address: a listener on any 127.x makes a later one on 0.0.0.0 fail. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "0.0.0.0", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

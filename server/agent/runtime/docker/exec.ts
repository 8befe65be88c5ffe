import type { Duplex } from "node:stream";
import type { Exec } from "dockerode";
import type { ExecSession } from "@/server/cluster/cluster";
import { type Clock, delay } from "@/server/lib/clock";
import { RuntimeError } from "../runtime";
import { Demultiplexer } from "./demux";
import { type Docker, engineSays, statusOf } from "./engine";
import { isInContainer } from "./localProcess";

export interface ExecRequest {
  readonly id: string;
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
}

const settleMs = 20;
const mostSettles = 50;

/** A command in a running container, by the engine's exec. */
export async function openExec(docker: Docker, request: ExecRequest, clock: Clock): Promise<ExecSession> {
  const { id, tty, stdin } = request;
  const exec = await createExec(docker, request);
  const stream: Duplex = await exec.start({ hijack: true, stdin: true, Tty: tty });
  if (!stdin) stream.end();
  const over = new Promise<void>((resolve) => {
    stream
      .once("end", resolve)
      .once("close", resolve)
      .once("error", () => resolve());
  });
  const frames = new Demultiplexer();
  return {
    write: (data, taken = () => {}) => {
      if (stream.writable) stream.write(data, () => taken());
      else taken();
    },
    end: () => void stream.end(),
    resize: (columns, rows) => void resize(exec, { w: Math.max(1, columns), h: Math.max(1, rows) }, clock),
    onOutput(call) {
      stream.on("data", (piece: Buffer) => {
        if (tty) call("stdout", piece);
        else for (const { stream: name, data } of frames.push(piece)) call(name, data);
      });
    },
    exited: over.then(() => exitCode(exec, clock)),
    close() {
      stream.destroy();
      void endExec(exec, id);
    },
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
  };
}

const timedOutCode = 124;
const maxOutputBytes = 10 * 1024;

/** Runs to its end or to its time (code 124, as `timeout` answers); both streams together, cut. */
export async function runExec(
  docker: Docker,
  request: Pick<ExecRequest, "id" | "command">,
  { timeoutMs, clock }: { readonly timeoutMs: number; readonly clock: Clock },
): Promise<{ readonly code: number; readonly output: string }> {
  const session = await openExec(docker, { ...request, tty: false, stdin: false }, clock);
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  session.onOutput((_stream, data) => {
    if (sizeBytes < maxOutputBytes) pieces.push(data.subarray(0, maxOutputBytes - sizeBytes));
    sizeBytes += data.length;
  });
  let cancel = () => {};
  const late = new Promise<number>((resolve) => {
    cancel = clock.after(timeoutMs, () => {
      resolve(timedOutCode);
      session.close();
    });
  });
  const code = await Promise.race([session.exited, late]).finally(() => cancel());
  return { code, output: Buffer.concat(pieces).toString("utf8") };
}

async function createExec(docker: Docker, { id, command, tty, stdin }: ExecRequest): Promise<Exec> {
  try {
    return await docker.getContainer(id).exec({
      Cmd: [...command],
      Tty: tty,
      AttachStdin: stdin,
      AttachStdout: true,
      AttachStderr: true,
      ...(tty ? { Env: ["TERM=xterm-256color"] } : {}),
    });
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) throw new RuntimeError("ContainerNotFound", engineSays(error));
    throw new RuntimeError(status === 409 ? "ContainerNotRunning" : "ExecFailed", engineSays(error));
  }
}

/** The engine closes the stream a moment before it knows the code. */
async function exitCode(exec: Exec, clock: Clock): Promise<number> {
  for (let tries = 0; tries < mostSettles; tries++) {
    const { Running, ExitCode } = await exec.inspect();
    if (!Running && ExitCode !== null) return ExitCode;
    await delay(clock, settleMs);
  }
  throw new RuntimeError("ExecFailed", "the session broke before the command had ended");
}

/** The engine answers before the command has begun: a size that comes too early is told again. */
async function resize(exec: Exec, size: { w: number; h: number }, clock: Clock): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    try {
      await exec.resize(size);
      return;
    } catch {
      await delay(clock, settleMs);
    }
  }
}

/** The engine cannot end a command; where its process is one of this machine, the whole session it leads is killed. */
async function endExec(exec: Exec, containerId: string): Promise<void> {
  try {
    const { Running, Pid } = await exec.inspect();
    if (Running && isInContainer(Pid, containerId)) process.kill(-Pid, "SIGKILL");
  } catch {
    // It has ended, or cannot be reached: its streams are closed in any case.
  }
}

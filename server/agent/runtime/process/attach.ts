import { constants, existsSync, openSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import path from "node:path";
import type { ExecSession } from "@/server/cluster/cluster";
import { signalIfSame } from "@/server/lib/processIdentity";
import { files } from "./layout";
import type { Stream } from "./output/output";
import type { ContainerRecord } from "./record";
import { setSize } from "./terminal";
import type { WatchedContainer } from "./watchedContainer";

const maxPieceBytes = 64 * 1024;

/** A container's output from now on, and its input where it has one. Closing it leaves the container alone. */
export function attachSession(container: WatchedContainer, dir: string, hasStdin: boolean): ExecSession {
  const { record, output } = container;
  const input = hasStdin ? openInput(dir, record) : undefined;
  output.note();
  const follower = new Follower(container);
  const close = () => {
    follower.close();
    input?.end();
  };
  return {
    write(data, taken = () => {}) {
      if (input) input.write(data, taken);
      else taken();
    },
    end: () => input?.end(),
    resize: (columns, rows) => setSize(record, columns, rows),
    onOutput: (call) => follower.listen(call),
    exited: follower.over.then(() => {
      input?.end();
      return 0;
    }),
    close,
    pause: () => follower.pause(),
    resume: () => follower.resume(),
  };
}

interface Input {
  write(data: Uint8Array, taken: () => void): void;
  end(): void;
}

/** Writes into the container's input as fast as it reads; with `stdinOnce` its end is the input's end, for good. */
function openInput(dir: string, record: ContainerRecord): Input | undefined {
  const { stdin } = record;
  if (!stdin || existsSync(path.join(dir, files.stdinClosed))) return undefined;
  let fd: number;
  try {
    fd = openSync(path.join(dir, files.stdin), constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    // Nobody reads it any more.
    return undefined;
  }
  const socket = new Socket({ fd, readable: false, writable: true });
  socket.on("error", () => {});
  return {
    write(data, taken) {
      if (socket.writable) socket.write(data, () => taken());
      else taken();
    },
    end() {
      if (!socket.writable) return;
      socket.end(() => socket.destroy());
      // What its process has not read by now is not waited for by whoever leaves.
      socket.once("close", () => {
        if (!stdin.isOnce) return;
        writeFileSync(path.join(dir, files.stdinClosed), "");
        if (stdin.keeper) signalIfSame(stdin.keeper, "SIGKILL");
      });
    },
  };
}

/** Reads what the container's output grows by, no faster than its listener wants it. */
class Follower {
  readonly over: Promise<void>;
  readonly #position: Record<Stream, number>;
  readonly #stops: (() => void)[] = [];
  #call: ((stream: Stream, data: Uint8Array) => void) | undefined;
  #isPaused = false;
  #isClosed = false;
  #end = () => {};

  constructor(readonly container: WatchedContainer) {
    const { output } = container;
    this.#position = { stdout: output.end("stdout"), stderr: output.end("stderr") };
    this.over = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#stops.push(
      output.onGrowth(() => this.#pump()),
      container.onEnd(() => this.#pump()),
    );
  }

  listen(call: (stream: Stream, data: Uint8Array) => void): void {
    this.#call = call;
    this.#pump();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#pump();
  }

  close(): void {
    this.#isClosed = true;
    for (const stop of this.#stops.splice(0)) stop();
    this.#end();
  }

  #pump(): void {
    const { output } = this.container;
    for (const stream of ["stdout", "stderr"] as const) {
      while (this.#call && !this.#isPaused && !this.#isClosed && this.#position[stream] < output.end(stream)) {
        // What was rotated away meanwhile is lost to whoever did not read it.
        const from = Math.max(this.#position[stream], output.start(stream));
        const data = output.read(stream, from, Math.min(from + maxPieceBytes, output.end(stream)));
        if (data.length === 0) break;
        this.#position[stream] = from + data.length;
        this.#call(stream, data);
      }
    }
    if (this.container.isOver && this.#call && !this.#isPaused) this.close();
  }
}

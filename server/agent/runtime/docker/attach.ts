import type { Duplex } from "node:stream";
import type { ExecSession } from "@/server/cluster/cluster";
import { RuntimeError } from "../runtime";
import { Demultiplexer } from "./demux";
import { type Docker, engineSays } from "./engine";

export interface AttachRequest {
  readonly id: string;
  readonly hasTerminal: boolean;
  readonly stdin: boolean;
}

/** A container's output from now on, and its input where it has one: the engine's attach. */
export async function openAttach(docker: Docker, { id, hasTerminal, stdin }: AttachRequest): Promise<ExecSession> {
  const container = docker.getContainer(id);
  let stream: Duplex;
  try {
    const asked = { stream: true, stdin, stdout: true, stderr: true, hijack: true };
    stream = (await container.attach(asked)) as unknown as Duplex;
  } catch (error) {
    throw new RuntimeError("ContainerNotRunning", engineSays(error));
  }
  stream.pause();
  const frames = new Demultiplexer();
  return {
    write(data, taken = () => {}) {
      if (stdin && stream.writable) stream.write(data, () => taken());
      else taken();
    },
    end: () => void stream.end(),
    resize: (columns, rows) => void container.resize({ w: Math.max(1, columns), h: Math.max(1, rows) }).catch(() => {}),
    onOutput(call) {
      stream.on("data", (piece: Buffer) => {
        if (hasTerminal) call("stdout", piece);
        else for (const { stream: name, data } of frames.push(piece)) call(name, data);
      });
      stream.resume();
    },
    exited: new Promise((resolve) => {
      const over = () => resolve(0);
      stream.once("end", over).once("close", over).once("error", over);
    }),
    close: () => void stream.destroy(),
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
  };
}

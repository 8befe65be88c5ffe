import { PassThrough } from "node:stream";
import type { ExecSession } from "@/server/cluster/cluster";
import type { AgentClient } from "@/server/engines/embedded/agentClient";
import { ClusterError } from "@/server/lib/errors";

/** The agent of a node whose containers and port 80 give back what they hear; a command then ends with code 7. */
export const echoAgent: AgentClient = {
  async *logs() {
    yield Buffer.from("hello\n");
  },
  exec: async () => echo(7),
  attach: async () => echo(0),
  async connect(_pod, port) {
    if (port === 80) return new PassThrough();
    throw new ClusterError("Unavailable", { says: `nothing listens on port ${port}` });
  },
  usage: async () => ({ pods: new Map() }),
};

function echo(code: number): ExecSession {
  let call: Parameters<ExecSession["onOutput"]>[0] = () => {};
  let exit = (_code: number) => {};
  const exited = new Promise<number>((resolve) => {
    exit = resolve;
  });
  return {
    write(data, taken) {
      call("stdout", data);
      taken?.();
    },
    end: () => exit(code),
    resize: (columns, rows) => call("stderr", Buffer.from(`${columns}x${rows}`)),
    onOutput: (listener) => {
      call = listener;
    },
    exited,
    close: () => exit(code),
  };
}

import { WebSocket } from "ws";
import type { ExecSession } from "@/server/cluster/cluster";
import { Channel, exitCodeOf, frame, unframe } from "@/server/cluster/execChannels";
import type { AgentAddress } from "./agentClient";
import { refusal, unavailable } from "./agentErrors";

/** Opens a command on an agent: Kubernetes' `v5.channel.k8s.io` over a WebSocket. Rejects when the agent refuses it. */
export function openExec({ socketPath, token }: AgentAddress, path: string): Promise<ExecSession> {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(`ws+unix://${socketPath}:${path}`, ["v5.channel.k8s.io"], {
    headers,
    perMessageDeflate: false,
  });
  socket.binaryType = "nodebuffer";
  // Made at once: what the command says right after it has started must find a listener.
  const session = new SocketSession(socket);
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(session));
    socket.once("error", (error) => reject(unavailable(error)));
    socket.once("unexpected-response", (_request, response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        reject(refusal(response.statusCode ?? 500, Buffer.concat(chunks).toString()));
        socket.terminate();
      });
    });
  });
}

class SocketSession implements ExecSession {
  readonly exited: Promise<number>;
  readonly #early: { stream: "stdout" | "stderr"; data: Uint8Array }[] = [];
  readonly #calls: ((stream: "stdout" | "stderr", data: Uint8Array) => void)[] = [];

  constructor(readonly socket: WebSocket) {
    this.exited = new Promise((resolve, reject) => {
      socket.on("message", (data: Buffer) => {
        const { channel, payload } = unframe(data);
        if (channel === Channel.stdout) this.#output("stdout", payload);
        else if (channel === Channel.stderr) this.#output("stderr", payload);
        else if (channel === Channel.status) settle(payload, resolve, reject);
      });
      socket.on("close", () => reject(unavailable("the session was cut before the command ended")));
      socket.on("error", (error) => reject(unavailable(error)));
    });
    // Whoever opened the session may only want its output.
    this.exited.catch(() => {});
  }

  write(data: Uint8Array): void {
    this.#send(frame(Channel.stdin, data));
  }

  end(): void {
    this.#send(frame(Channel.close, Uint8Array.of(Channel.stdin)));
  }

  resize(columns: number, rows: number): void {
    this.#send(frame(Channel.resize, Buffer.from(JSON.stringify({ Width: columns, Height: rows }))));
  }

  onOutput(call: (stream: "stdout" | "stderr", data: Uint8Array) => void): void {
    this.#calls.push(call);
    for (const { stream, data } of this.#early.splice(0)) call(stream, data);
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  close(): void {
    // A paused socket would never read the other side's goodbye.
    this.socket.resume();
    this.socket.close();
  }

  #output(stream: "stdout" | "stderr", data: Uint8Array): void {
    if (this.#calls.length === 0) this.#early.push({ stream, data });
    for (const call of this.#calls) call(stream, data);
  }

  #send(data: Uint8Array): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(data);
  }
}

function settle(status: Uint8Array, resolve: (code: number) => void, reject: (error: Error) => void): void {
  try {
    resolve(exitCodeOf(Buffer.from(status).toString()));
  } catch (error) {
    reject(error instanceof Error ? error : new Error(String(error)));
  }
}

import type { ClientRequest, IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import type { ExecSession } from "../cluster";
import { Channel, exitCodeOf, frame, unframe } from "./channels";

export interface ChannelEndpoint {
  /** `ws://…`, `wss://…`, or `ws+unix://SOCKET:PATH`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The certificate authority that the server must be signed by, as PEM. */
  readonly ca?: string;
  /** The error when the other side does not answer, or breaks off. */
  broken(cause: unknown): Error;
  /** The error that an answer tells which is no upgrade. */
  refused(code: number, body: string): Error;
}

export interface Dialled {
  /** There at once, so that what is said right after the upgrade finds its listeners. */
  readonly socket: WebSocket;
  /** Rejects when the other side refuses it. */
  readonly opened: Promise<void>;
}

/** Opens a WebSocket that speaks this protocol. */
export function dialWebSocket({ url, headers, ca, broken, refused }: ChannelEndpoint, protocol: string): Dialled {
  const socket = new WebSocket(url, [protocol], { headers, perMessageDeflate: false, ...(ca && { ca }) });
  socket.binaryType = "nodebuffer";
  const opened = new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("error", (error) => reject(broken(error)));
    socket.once("unexpected-response", (_request: ClientRequest, response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        reject(refused(response.statusCode ?? 500, Buffer.concat(chunks).toString()));
        socket.terminate();
      });
    });
  });
  return { socket, opened };
}

/** Opens a session by Kubernetes' `v5.channel.k8s.io`: a command, or a container to be attached to. */
export async function openSession(endpoint: ChannelEndpoint): Promise<ExecSession> {
  const { socket, opened } = dialWebSocket(endpoint, "v5.channel.k8s.io");
  const session = new ChannelSession(socket, endpoint.broken);
  await opened;
  return session;
}

class ChannelSession implements ExecSession {
  readonly exited: Promise<number>;
  /** What came before anybody listened; the socket is held up until then. */
  readonly #early: { stream: "stdout" | "stderr"; data: Uint8Array }[] = [];
  readonly #calls: ((stream: "stdout" | "stderr", data: Uint8Array) => void)[] = [];

  constructor(
    readonly socket: WebSocket,
    broken: ChannelEndpoint["broken"],
  ) {
    this.exited = new Promise((resolve, reject) => {
      socket.on("message", (data: Buffer) => {
        const { channel, payload } = unframe(data);
        if (channel === Channel.stdout) this.#output("stdout", payload);
        else if (channel === Channel.stderr) this.#output("stderr", payload);
        else if (channel === Channel.status) settle(payload, resolve, reject);
      });
      socket.on("close", () => reject(broken("the session was cut before its end")));
      socket.on("error", (error) => reject(broken(error)));
    });
    // Whoever opened the session may only want its output.
    this.exited.catch(() => {});
  }

  write(data: Uint8Array, taken?: () => void): void {
    this.#send(frame(Channel.stdin, data), taken);
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
    this.socket.resume();
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
    if (data.byteLength === 0) return;
    if (this.#calls.length === 0) {
      this.#early.push({ stream, data });
      this.socket.pause();
    }
    for (const call of this.#calls) call(stream, data);
  }

  #send(data: Uint8Array, sent: () => void = () => {}): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(data, () => sent());
    else sent();
  }
}

function settle(status: Uint8Array, resolve: (code: number) => void, reject: (error: Error) => void): void {
  try {
    resolve(exitCodeOf(Buffer.from(status).toString()));
  } catch (error) {
    reject(error instanceof Error ? error : new Error(String(error)));
  }
}

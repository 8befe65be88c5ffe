import type http from "node:http";
import net, { type Socket } from "node:net";
import type { Clock } from "@/server/lib/clock";
import type { Endpoint } from "../../table";
import type { Call } from "./carry";

interface Tunnel {
  readonly endpoint: Endpoint;
  readonly call: Call;
  readonly request: http.IncomingMessage;
  readonly socket: Socket;
  /** What the client sent already after its request. */
  readonly head: Buffer;
  readonly clock: Clock;
}

const connectTimeoutMs = 3000;

/** Passes an upgrade (a WebSocket) to a pod: its request, then bytes both ways until one side closes. */
export function tunnel({ endpoint, call, request, socket, head, clock }: Tunnel): void {
  const upstream = net.connect(endpoint.port, endpoint.address);
  const inTime = clock.after(connectTimeoutMs, () => upstream.destroy(new Error("no answer")));
  let isOpen = false;
  upstream.once("connect", () => {
    inTime();
    isOpen = true;
    const headers = [...call.headers, ["connection", "Upgrade"], ["upgrade", request.headers.upgrade ?? ""]];
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    upstream.write(`${call.method} ${call.target} HTTP/1.1\r\n${lines}\r\n`);
    if (head.length > 0) upstream.write(head);
    upstream.setNoDelay(true);
    socket.setNoDelay(true);
    socket.pipe(upstream).pipe(socket);
  });
  // Its close tells it.
  upstream.on("error", () => {});
  socket.once("close", () => upstream.destroy());
  upstream.once("close", () => {
    inTime();
    if (isOpen || socket.destroyed) socket.destroy();
    else socket.end("HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n", () => socket.destroy());
  });
}

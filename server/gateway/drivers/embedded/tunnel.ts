import type http from "node:http";
import net, { type Socket } from "node:net";
import { Transform } from "node:stream";
import type { Clock } from "@/server/lib/clock";
import type { Endpoint } from "../../table";
import type { Call } from "./carry";
import { plantsForConsole } from "./headers";

interface Tunnel {
  readonly endpoint: Endpoint;
  readonly call: Call;
  readonly request: http.IncomingMessage;
  readonly socket: Socket;
  /** What the client sent already after its request. */
  readonly head: Buffer;
  readonly clock: Clock;
}

/** An answer's head that is longer passes as it is no head of HTTP's. */
const longestHeadBytes = 64 * 1024;
const endOfHead = "\r\n\r\n";

/** Takes the console's cookies out of the head of the pod's answer; what follows are bytes of nobody's business. */
function withoutPlantedCookies(): Transform {
  let head: Buffer | undefined = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!head) return done(null, chunk);
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf(endOfHead);
      if (end < 0 && head.length < longestHeadBytes) return done();
      const whole = head;
      head = undefined;
      done(null, end < 0 ? whole : Buffer.concat([cleanHead(whole.subarray(0, end)), whole.subarray(end)]));
    },
    flush(done) {
      done(null, head);
    },
  });
}

function cleanHead(head: Buffer): Buffer {
  const lines = head.toString("latin1").split("\r\n");
  const kept = lines.filter(
    (line) => !/^set-cookie:/i.test(line) || !plantsForConsole(line.slice("set-cookie:".length)),
  );
  return Buffer.from(kept.join("\r\n"), "latin1");
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
    socket.pipe(upstream).pipe(withoutPlantedCookies()).pipe(socket);
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

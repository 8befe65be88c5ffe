import { type WebSocket, WebSocketServer } from "ws";
import type { Clock } from "@/server/lib/clock";
import type { Upgrade } from "./upgradeRequest";

const pingMs = 30_000;
const protocolOf = new WeakMap<Upgrade["request"], string>();
const server = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  maxPayload: 16 * 1024 * 1024,
  handleProtocols: (_offered, request) => protocolOf.get(request) ?? false,
});

/** Accepts a WebSocket in this protocol (none when the client named none), and keeps it alive. */
export function acceptWebSocket(
  { request, socket, head, clock }: Upgrade,
  protocol: string | undefined,
): Promise<WebSocket> {
  if (protocol !== undefined) protocolOf.set(request, protocol);
  return new Promise((resolve, reject) => {
    socket.once("close", () => reject(new Error("the client went away")));
    server.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.binaryType = "nodebuffer";
      webSocket.on("error", () => {});
      keepAlive(webSocket, clock);
      resolve(webSocket);
    });
  });
}

/** Proxies on the way cut what is silent; and a client that is gone is found out by writing to it. */
function keepAlive(webSocket: WebSocket, clock: Clock): void {
  const stop = clock.every(pingMs, () => webSocket.ping());
  webSocket.once("close", stop);
}

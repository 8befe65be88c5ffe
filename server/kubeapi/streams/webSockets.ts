import { type WebSocket, WebSocketServer } from "ws";
import { keepAlive } from "@/server/cluster/streams/keepAlive";
import type { Upgrade } from "./upgradeRequest";

const protocolOf = new WeakMap<Upgrade["request"], string>();
const server = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  maxPayload: 16 * 1024 * 1024,
});
server.on("headers", (headers, request) => {
  const protocol = protocolOf.get(request);
  if (protocol !== undefined) headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
});

/** Accepts a WebSocket in this protocol (none when the client named none), and keeps it alive. */
export function acceptWebSocket(
  { request, socket, head, clock }: Upgrade,
  protocol: string | undefined,
): Promise<WebSocket> {
  if (protocol !== undefined) protocolOf.set(request, protocol);
  // Chosen already; and the library knows no name with a slash in it, such as that of kubectl's tunnel.
  delete request.headers["sec-websocket-protocol"];
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error("the client went away"));
    if (socket.destroyed) return gone();
    socket.once("close", gone);
    server.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.binaryType = "nodebuffer";
      webSocket.on("error", () => {});
      keepAlive(webSocket, clock);
      resolve(webSocket);
    });
  });
}

import { createWebSocketStream } from "ws";
import { SpdyConnection } from "../spdy/connection";
import { forwardChannels, forwardProtocols, portsIn } from "./forwardChannels";
import { forwardStreams } from "./forwardStreams";
import { negotiate, spdyAnswer, upgradeOf } from "./protocols";
import type { Upgrade } from "./upgradeRequest";
import { acceptWebSocket } from "./webSockets";

const protocol = "portforward.k8s.io";
/** SPDY inside a WebSocket: what kubectl speaks since 1.31. */
const tunnel = `SPDY/3.1+${protocol}`;

/** Port-forward: by SPDY, by SPDY in a WebSocket, or by a WebSocket with two channels for each port in the query. */
export async function upgradeToForwarding(upgrade: Upgrade): Promise<void> {
  const { request, socket, head, query, cluster, pod, clock } = upgrade;
  const kind = upgradeOf(request);
  const spoken = negotiate(request, kind === "spdy" ? [protocol] : [tunnel, ...forwardProtocols]);
  const isPlain = kind === "websocket" && spoken !== tunnel;
  const ports = isPlain ? portsIn(query) : [];
  const forwarding = await cluster.portForward(pod);
  socket.once("close", () => forwarding.close());
  forwarding.signal.addEventListener("abort", () => socket.destroy());
  if (kind === "spdy") {
    socket.write(spdyAnswer(protocol));
    return forwardStreams(new SpdyConnection(socket, { head, clock }), forwarding, { clock, pod: pod.name });
  }
  const webSocket = await acceptWebSocket(upgrade, spoken);
  if (isPlain)
    return forwardChannels(webSocket, forwarding, {
      ports,
      pod: pod.name,
      isBase64: spoken?.includes("base64") ?? false,
    });
  const stream = createWebSocketStream(webSocket);
  forwardStreams(new SpdyConnection(stream, { clock }), forwarding, { clock, pod: pod.name });
}

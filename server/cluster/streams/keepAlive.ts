import type { WebSocket } from "ws";
import type { Clock } from "@/server/lib/clock";

const pingMs = 20_000;

/** Proxies on the way cut what is silent; and an other side that is gone while nothing is read is found out by writing. */
export function keepAlive(socket: WebSocket, clock: Clock): void {
  const stop = clock.every(pingMs, () => socket.ping());
  socket.once("close", stop);
}

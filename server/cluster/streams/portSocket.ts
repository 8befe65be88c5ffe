import { Duplex } from "node:stream";
import { ClusterError, messageOf } from "@/server/lib/errors";
import { type ChannelEndpoint, dialWebSocket } from "./channelSession";
import { frame, unframe } from "./channels";

/**
 * One connection to a pod's port by a WebSocket with a channel for its bytes (0) and one for what went wrong (1). Each
 * begins with the port itself. This protocol has no end of one direction: `end` closes the whole.
 */
export async function openPortSocket(endpoint: ChannelEndpoint): Promise<Duplex> {
  const { socket, opened } = dialWebSocket(endpoint, "v4.channel.k8s.io");
  const duplex = new Duplex({
    allowHalfOpen: false,
    read: () => socket.resume(),
    write: (data: Buffer, _encoding, done) => socket.send(frame(0, data), done),
    final(done) {
      socket.resume();
      socket.close(1000);
      done();
    },
    destroy(error, done) {
      socket.terminate();
      done(error);
    },
  });
  const begun = new Set<number>();
  const taken = new Promise<void>((resolve, reject) => {
    const fail = (error: Error) => {
      reject(error);
      duplex.destroy(error);
    };
    socket.on("message", (message: Buffer) => {
      const { channel, payload } = unframe(message);
      if (!begun.has(channel)) begun.add(channel);
      else if (channel === 0 && !duplex.push(payload)) socket.pause();
      else if (channel === 1) fail(new ClusterError("Unavailable", { says: Buffer.from(payload).toString() }));
      if (channel === 0) resolve();
    });
    socket.on("error", (error) => fail(new ClusterError("Unavailable", { says: messageOf(error), cause: error })));
    socket.on("close", () => {
      reject(new ClusterError("Unavailable", { says: "the connection was closed" }));
      duplex.push(null);
    });
  });
  duplex.on("error", () => {});
  taken.catch(() => {});
  await opened;
  await taken;
  return duplex;
}

import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type Socket, Server as SocketServer } from "socket.io";
import { isOwnOrigin, type OriginSettings } from "@/server/access/origins";
import { type Sessions, type SignedIn, subjectOf } from "@/server/access/sessions";
import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { ViewContext } from "@/server/views/view";
import { createFeeds } from "./feeds";
import { createHub } from "./hub";
import { type Opened, openFor } from "./opened";

export interface LiveOptions {
  readonly server: Server;
  /** As handed out by the engine: nobody's. */
  readonly cluster: Cluster;
  /** As the platform sees it: what changes are heard from, and nothing is shown of. */
  readonly platform: Cluster;
  readonly context: ViewContext;
  readonly sessions: Sessions;
  readonly origins: OriginSettings;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Live {
  /** Sockets that are open, and views that are kept up to date for them. */
  figures(): { readonly sockets: number; readonly feeds: number };
  close(): Promise<void>;
}

const recheckMs = 10_000;

/** Serves `/socket.io` on the console's own HTTP server, to whoever is signed in and looks from its own pages. */
export function attachLive(options: LiveOptions): Live {
  const { server, sessions, origins, clock, log, context } = options;
  const hub = createHub({ cluster: options.platform, clock, log });
  const feeds = createFeeds({ hub, context, clock, log });
  const io = new SocketServer(server, {
    path: "/socket.io",
    serveClient: false,
    transports: ["websocket"],
    perMessageDeflate: false,
    maxHttpBufferSize: 2 * 2 ** 20,
    destroyUpgrade: false,
    allowRequest: (request, done) => done(null, isOwnOrigin(headerOf(request), origins)),
  });
  const refuseOthers = (request: IncomingMessage, socket: Duplex) => {
    if (!request.url?.startsWith("/socket.io/")) refuseUpgrade(socket);
  };
  server.on("upgrade", refuseOthers);
  const opened = new Map<Socket, Opened>();

  io.use((socket, next) => {
    sessions.of(headersOf(socket.request)).then(
      (session) => {
        socket.data.session = session;
        next(session ? undefined : new Error("Unauthorized"));
      },
      (error) => {
        // Not refused: the browser tries again when the session can be read.
        log.warn({ error: messageOf(error) }, "a socket could not be let in");
        socket.conn.close();
      },
    );
  });
  io.on("connection", (socket) => {
    const session = socket.data.session as SignedIn;
    const cluster = options.cluster.as(subjectOf(session, socket.handshake.address));
    const parts = openFor(socket, { cluster, feeds, hub, clock });
    opened.set(socket, parts);
    socket.on("disconnect", () => {
      opened.delete(socket);
      parts.closeAll();
    });
  });

  /** Cuts the connection under it, so that the browser comes back by itself, and is asked again who it is. */
  function cut(socket: Socket): void {
    opened.get(socket)?.closeAll();
    socket.conn.close();
  }
  async function recheck(socket: Socket): Promise<void> {
    const known = socket.data.session as SignedIn;
    try {
      const now = await sessions.of(headersOf(socket.request));
      if (now?.user.role !== known.user.role || now.expiresAtMs <= clock.now()) cut(socket);
    } catch (error) {
      log.warn({ error: messageOf(error) }, "a session could not be looked at again");
    }
  }
  const stopRechecks = clock.every(recheckMs, () => {
    for (const socket of opened.keys()) void recheck(socket);
  });
  const stopRevocations = sessions.onRevoked((what) => {
    for (const socket of opened.keys()) {
      const { token, user } = socket.data.session as SignedIn;
      if ("token" in what ? what.token === token : what.userId === user.id) cut(socket);
    }
  });

  return {
    figures: () => ({ sockets: opened.size, feeds: feeds.count }),
    async close() {
      server.off("upgrade", refuseOthers);
      stopRechecks();
      stopRevocations();
      for (const parts of opened.values()) parts.closeAll();
      hub.close();
      io.disconnectSockets(true);
      // Not io.close(): that would close the HTTP server, which is not ours.
      io.engine.close();
    },
  };
}

/** There is one door for upgrades here: at any other the socket would stay open, and nobody's. */
function refuseUpgrade(socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", () => socket.destroy());
}

function headerOf(request: IncomingMessage): (name: string) => string | undefined {
  return (name) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
}

/** What tells who asks. */
function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  if (request.headers.cookie) headers.set("cookie", request.headers.cookie);
  if (request.headers.host) headers.set("host", request.headers.host);
  return headers;
}

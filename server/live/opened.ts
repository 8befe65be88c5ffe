import type { Socket } from "socket.io";
import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import type { Feeds } from "./feeds";
import type { Hub } from "./hub";
import { LogStream } from "./logStream";
import { closeInput, execData, execInput, execResize, logsInput, type Peer } from "./protocol";
import { Subscriptions } from "./subscriptions";
import { Terminal } from "./terminal";

/** What one socket has open. */
export interface Opened {
  closeAll(): void;
}

export interface Parts {
  readonly cluster: Cluster;
  readonly feeds: Feeds;
  readonly hub: Hub;
  readonly clock: Clock;
}

const acknowledgeMs = 30_000;
const mostLogs = 10;
const mostTerminals = 10;

/** Answers what this socket asks, as the cluster's subject; a message that cannot be read is dropped. */
export function openFor(socket: Socket, { cluster, feeds, hub, clock }: Parts): Opened {
  const peer = peerOf(socket);
  const subscriptions = new Subscriptions(feeds, cluster, peer);
  const logs = new Map<string, LogStream>();
  const terminals = new Map<string, Terminal>();
  const refuse = (event: string, id: unknown, says: string) =>
    peer.tell(event, { id: String(id), reason: "BadRequest", says });

  socket.on("subscribe", (message: unknown) => subscriptions.subscribe(message));
  socket.on("unsubscribe", (message: unknown) => withId(message, (id) => subscriptions.close(id)));

  socket.on("logs.open", (message: unknown) => {
    const asked = logsInput.safeParse(message);
    if (!asked.success) return refuse("logs.problem", idIn(message), asked.error.issues[0]?.message ?? "");
    const { id } = asked.data;
    end(logs, id);
    dropEnded(logs);
    if (logs.size >= mostLogs) return refuse("logs.problem", id, `At most ${mostLogs} logs can be open at a time.`);
    logs.set(id, new LogStream(asked.data, { cluster, hub, clock, peer }));
  });
  socket.on("logs.close", (message: unknown) => withId(message, (id) => end(logs, id)));

  socket.on("exec.open", (message: unknown) => {
    const asked = execInput.safeParse(message);
    if (!asked.success) return refuse("exec.problem", idIn(message), asked.error.issues[0]?.message ?? "");
    const { id } = asked.data;
    end(terminals, id);
    dropEnded(terminals);
    if (terminals.size >= mostTerminals)
      return refuse("exec.problem", id, `At most ${mostTerminals} terminals can be open at a time.`);
    terminals.set(id, new Terminal(asked.data, cluster, peer));
  });
  socket.on("exec.input", (message: unknown) => {
    const given = execData.safeParse(message);
    if (given.success) terminals.get(given.data.id)?.write(given.data.data);
  });
  socket.on("exec.resize", (message: unknown) => {
    const given = execResize.safeParse(message);
    if (given.success) terminals.get(given.data.id)?.resize(given.data.columns, given.data.rows);
  });
  socket.on("exec.close", (message: unknown) => withId(message, (id) => end(terminals, id)));

  return {
    closeAll() {
      subscriptions.closeAll();
      for (const id of [...logs.keys()]) end(logs, id);
      for (const id of [...terminals.keys()]) end(terminals, id);
    },
  };
}

function peerOf(socket: Socket): Peer {
  return {
    async send(event, message) {
      if (socket.connected) await socket.timeout(acknowledgeMs).emitWithAck(event, message);
    },
    tell: (event, message) => void socket.emit(event, message),
  };
}

function end(opened: Map<string, { close(): void }>, id: string): void {
  opened.get(id)?.close();
  opened.delete(id);
}

/** What has ended by itself counts no more. */
function dropEnded(opened: Map<string, { readonly isOver: boolean; close(): void }>): void {
  for (const [id, { isOver }] of [...opened]) if (isOver) end(opened, id);
}

function withId(message: unknown, call: (id: string) => void): void {
  const given = closeInput.safeParse(message);
  if (given.success) call(given.data.id);
}

function idIn(message: unknown): unknown {
  return typeof message === "object" && message !== null ? Reflect.get(message, "id") : "";
}

"use client";
import { useEffect, useState } from "react";
import type { LiveConnection } from "@/components/live/LiveConnection";
import { useConnection } from "@/components/live/LiveProvider";
import { appendLines, emptyRing, type LogLine, type LogRing } from "./logRing";

export interface LogsOf {
  readonly namespace: string;
  /** By name, or all that a selector finds. */
  readonly pods?: readonly string[];
  readonly labelSelector?: string;
  readonly container?: string;
  /** What the container said before it was started again. */
  readonly previous?: boolean;
}

export interface Logs extends LogRing {
  readonly state: "opening" | "open" | "ended";
  readonly says?: string;
}

const opening: Logs = { ...emptyRing, state: "opening" };
const tailLines = 1_000;
let nextId = 1;

/** The output as it comes. A change of what is asked for begins anew. */
export function useLogs(asked: LogsOf): Logs {
  const connection = useConnection();
  const [logs, setLogs] = useState<Logs>(opening);
  const text = JSON.stringify(asked);
  useEffect(() => {
    setLogs(opening);
    return openLogs(connection, JSON.parse(text), setLogs);
  }, [connection, text]);
  return logs;
}

type Change = (to: (logs: Logs) => Logs) => void;

interface Message {
  readonly id: string;
  readonly lines: readonly LogLine[];
  readonly says: string;
}

function openLogs(connection: LiveConnection, asked: LogsOf, change: Change): () => void {
  const { socket } = connection;
  const id = `logs-${nextId++}`;
  let waiting: LogLine[] = [];
  let frame = 0;
  // Lines of one frame come into the page together, however they arrived.
  const flush = () => {
    frame = 0;
    const lines = waiting;
    waiting = [];
    change((logs) => ({ ...logs, ...appendLines(logs, lines), state: logs.state === "ended" ? "ended" : "open" }));
  };
  const onLines = ({ id: to, lines }: Message, done?: () => void) => {
    done?.();
    if (to !== id) return;
    waiting.push(...lines);
    frame ||= requestAnimationFrame(flush);
  };
  const onEnd = ({ id: to }: Message) => {
    if (to !== id) return;
    if (frame) flush();
    change((logs) => ({ ...logs, state: "ended" }));
  };
  const onProblem = ({ id: to, says }: Message) => {
    if (to === id) change((logs) => ({ ...logs, state: logs.state === "opening" ? "open" : logs.state, says }));
  };
  const open = () => {
    change(() => opening);
    socket.emit("logs.open", { id, tailLines, ...asked, follow: !asked.previous });
    // A pod that said nothing yet has no first line to wait for.
    setTimeout(() => change((logs) => (logs.state === "opening" ? { ...logs, state: "open" } : logs)), 1_500);
  };
  socket.on("logs.lines", onLines);
  socket.on("logs.end", onEnd);
  socket.on("logs.problem", onProblem);
  socket.on("connect", open);
  if (socket.connected) open();
  return () => {
    cancelAnimationFrame(frame);
    socket.off("logs.lines", onLines);
    socket.off("logs.end", onEnd);
    socket.off("logs.problem", onProblem);
    socket.off("connect", open);
    if (socket.connected) socket.emit("logs.close", { id });
  };
}

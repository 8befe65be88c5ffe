import type { LiveSocket } from "@/components/live/LiveConnection";
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

export const opening: Logs = { ...emptyRing, state: "opening" };
const tailLines = 1_000;
/** A pod that said nothing yet has no first line to wait for. */
const openAfterMs = 1_500;
let nextId = 1;

type Change = (to: (logs: Logs) => Logs) => void;

interface Message {
  readonly id: string;
  readonly lines: readonly LogLine[];
  readonly says: string;
}

/** Asks for the output over the socket, and again after a lost connection; returns the way to stop. */
export function openLogs(socket: LiveSocket, asked: LogsOf, change: Change): () => void {
  const id = `logs-${nextId++}`;
  let waiting: LogLine[] = [];
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
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
  /** What was under way has no more to say. */
  const drop = () => {
    waiting = [];
    cancelAnimationFrame(frame);
    frame = 0;
    clearTimeout(timer);
  };
  const open = () => {
    drop();
    change(() => opening);
    socket.emit("logs.open", { id, tailLines, ...asked, follow: !asked.previous });
    timer = setTimeout(
      () => change((logs) => (logs.state === "opening" ? { ...logs, state: "open" } : logs)),
      openAfterMs,
    );
  };
  socket.on("logs.lines", onLines);
  socket.on("logs.end", onEnd);
  socket.on("logs.problem", onProblem);
  socket.on("connect", open);
  if (socket.connected) open();
  return () => {
    drop();
    socket.off("logs.lines", onLines);
    socket.off("logs.end", onEnd);
    socket.off("logs.problem", onProblem);
    socket.off("connect", open);
    if (socket.connected) socket.emit("logs.close", { id });
  };
}

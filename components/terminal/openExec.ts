import type { LiveSocket } from "@/components/live/LiveConnection";

export interface ExecIn {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly columns: number;
  readonly rows: number;
}

export type ExecEnd =
  | { readonly type: "exit"; readonly code: number }
  | { readonly type: "broken"; readonly says: string };

interface ExecListener {
  onOutput(data: Uint8Array): void;
  onEnd(end: ExecEnd): void;
}

export interface Exec {
  readonly write: (data: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly close: () => void;
}

interface Message {
  readonly id: string;
  readonly data: ArrayBuffer | Uint8Array;
  readonly code: number;
  readonly says: string;
}

let nextId = 1;

/** The best shell that the container has. */
const command = ["sh", "-c", "command -v bash >/dev/null 2>&1 && exec bash || exec sh"];

/** Runs a shell in a container over the socket. Output is acknowledged when it was handed on, so that none piles up. */
export function openExec(socket: LiveSocket, into: ExecIn, listener: ExecListener): Exec {
  const id = `exec-${nextId++}`;
  let isOver = false;
  const onOutput = (message: Message, done?: () => void) => {
    done?.();
    if (message.id === id) listener.onOutput(new Uint8Array(message.data));
  };
  const onExit = (message: Message) => finish(message.id, { type: "exit", code: message.code });
  const onProblem = (message: Message) => finish(message.id, { type: "broken", says: message.says });
  const onLost = () => finish(id, { type: "broken", says: "" });
  const handlers = [
    ["exec.output", onOutput],
    ["exec.exit", onExit],
    ["exec.problem", onProblem],
    ["disconnect", onLost],
  ] as const;
  for (const [event, call] of handlers) socket.on(event, call as (...args: never[]) => void);
  socket.emit("exec.open", { id, ...into, command, tty: true });
  return {
    write: (data) => tell("exec.input", { data }),
    resize: (columns, rows) => tell("exec.resize", { columns, rows }),
    close() {
      if (socket.connected) tell("exec.close", {});
      stop();
    },
  };

  /** Nothing after the end: a socket that is away would keep it, and send it to whoever comes next. */
  function tell(event: string, message: object): void {
    if (!isOver) socket.emit(event, { id, ...message });
  }

  function finish(of: string, end: ExecEnd): void {
    if (of !== id) return;
    stop();
    listener.onEnd(end);
  }
  function stop(): void {
    isOver = true;
    for (const [event, call] of handlers) socket.off(event, call as (...args: never[]) => void);
  }
}

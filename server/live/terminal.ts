import type { Cluster, ExecSession } from "@/server/cluster/cluster";
import { ClusterError, messageOf } from "@/server/lib/errors";
import type { ExecInput, Peer } from "./protocol";

/** A browser that takes no more of the output than this behind is cut off: the command would fill our memory. */
const mostUnacknowledgedBytes = 8 * 2 ** 20;

/** A command in a container, with a browser at its other end. */
export class Terminal {
  #session: ExecSession | undefined;
  #isClosed = false;
  #isOver = false;
  #unacknowledgedBytes = 0;
  /** What was typed, and the size of the window, before the command had started. */
  readonly #early: ((session: ExecSession) => void)[] = [];

  constructor(
    readonly input: ExecInput,
    readonly cluster: Cluster,
    readonly peer: Peer,
  ) {
    void this.#start();
  }

  write(data: string | Uint8Array): void {
    const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
    this.#with((session) => session.write(bytes));
  }

  resize(columns: number, rows: number): void {
    this.#with((session) => session.resize(columns, rows));
  }

  /** The command has ended, or could not be run. */
  get isOver(): boolean {
    return this.#isOver;
  }

  close(): void {
    this.#isClosed = true;
    this.#isOver = true;
    this.#session?.close();
  }

  #with(act: (session: ExecSession) => void): void {
    if (this.#session) act(this.#session);
    else if (!this.#isClosed && this.#early.length < 1_000) this.#early.push(act);
  }

  async #start(): Promise<void> {
    const { id, namespace, pod, container, command, tty, columns, rows } = this.input;
    try {
      const at = { namespace, name: pod };
      const session = await this.cluster.exec(at, { container, command, tty, stdin: true });
      if (this.#isClosed) {
        session.close();
        return;
      }
      this.#session = session;
      session.onOutput((stream, data) => this.#output(stream, data));
      if (tty) session.resize(columns, rows);
      for (const act of this.#early.splice(0)) act(session);
      this.peer.tell("exec.started", { id });
      const code = await session.exited;
      this.#isOver = true;
      if (!this.#isClosed) this.peer.tell("exec.exit", { id, code });
    } catch (error) {
      this.#fail(error);
    }
  }

  #output(stream: "stdout" | "stderr", data: Uint8Array): void {
    if (this.#isClosed) return;
    this.#unacknowledgedBytes += data.byteLength;
    if (this.#unacknowledgedBytes > mostUnacknowledgedBytes) {
      this.#fail(new ClusterError("TooManyRequests", { says: "The output came faster than this browser took it." }));
      this.close();
      return;
    }
    const taken = () => {
      this.#unacknowledgedBytes -= data.byteLength;
    };
    this.peer.send("exec.output", { id: this.input.id, stream, data: Buffer.from(data) }).then(taken, taken);
  }

  #fail(error: unknown): void {
    this.#isOver = true;
    if (this.#isClosed) return;
    const reason = error instanceof ClusterError ? error.reason : "InternalError";
    this.peer.tell("exec.problem", { id: this.input.id, reason, says: messageOf(error) });
  }
}

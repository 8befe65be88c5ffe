import * as z from "zod";

/**
 * Every message between browser and server. `id` is the browser's own name for what it opened.
 *
 * Views: `subscribe` → `data` (first answer, then one for each change; the browser acknowledges each) or `problem`;
 * `unsubscribe`. Logs: `logs.open` → `logs.lines` (acknowledged), `logs.problem`, `logs.end`; `logs.close`.
 * Commands: `exec.open` → `exec.started`, `exec.output` (acknowledged), `exec.exit` or `exec.problem`; `exec.input`,
 * `exec.resize`, `exec.close`.
 */
const id = z.string().min(1).max(100);
const name = z.string().min(1).max(253);
const size = z.number().int().min(1).max(1000);

export const subscribeInput = z.object({ id, view: z.string().max(100), input: z.unknown() });
export const closeInput = z.object({ id });

export const logsInput = z
  .object({
    id,
    namespace: name,
    /** By name, or by selector: the pods that it selects at any time while the stream is open. */
    pods: z.array(name).min(1).max(50).optional(),
    labelSelector: z.string().max(1000).optional(),
    /** All of the pod's containers when left out. */
    container: name.optional(),
    follow: z.boolean().default(true),
    previous: z.boolean().default(false),
    tailLines: z.number().int().min(0).max(10_000).default(500),
    sinceSeconds: z.number().int().min(1).optional(),
  })
  .refine(({ pods, labelSelector }) => (pods === undefined) !== (labelSelector === undefined), {
    message: "either pods or labelSelector",
  });
export type LogsInput = z.output<typeof logsInput>;

export const execInput = z.object({
  id,
  namespace: name,
  pod: name,
  container: name.optional(),
  command: z.array(z.string().max(10_000)).min(1).max(100).default(["sh"]),
  tty: z.boolean().default(true),
  columns: size.default(80),
  rows: size.default(24),
});
export type ExecInput = z.output<typeof execInput>;
export const execData = z.object({ id, data: z.union([z.string().max(1_000_000), z.instanceof(Uint8Array)]) });
export const execResize = z.object({ id, columns: size, rows: size });

export interface DataMessage {
  readonly id: string;
  /** Grows; of two answers the one with the greater revision is the newer. */
  readonly revision: number;
  readonly value: unknown;
}

/** A `ClusterError`, or what else kept the server from answering. */
export interface ProblemMessage {
  readonly id: string;
  readonly reason: string;
  readonly says: string;
}

export interface LogLine {
  readonly pod: string;
  readonly container: string;
  /** RFC 3339 with nanoseconds, as the node wrote it; absent where it did not. */
  readonly at?: string;
  readonly text: string;
}

export interface LinesMessage {
  readonly id: string;
  readonly lines: readonly LogLine[];
}

export interface OutputMessage {
  readonly id: string;
  readonly stream: "stdout" | "stderr";
  readonly data: Uint8Array;
}

/** The part of a Socket.io socket that the room uses; `send` resolves when the browser acknowledged. */
export interface Peer {
  send(event: string, message: object): Promise<void>;
  /** Without waiting for anything. */
  tell(event: string, message: object): void;
}

import type { ExecSession } from "../cluster";
import { toStatus } from "../status";
import { type SessionStatus, statusOf } from "./channels";
import { Gauge } from "./gauge";

/** Whoever opened a session, whatever protocol they speak. */
export interface Remote {
  /** `sent` is called once the bytes have left this process. */
  send(stream: "stdout" | "stderr", data: Uint8Array, sent: () => void): void;
  /** Says how it ended, and closes. */
  finish(status: SessionStatus): void;
  /** Stops and resumes reading what they send. */
  pause(): void;
  resume(): void;
}

/** What they say. */
export interface RemoteInput {
  stdin(data: Uint8Array): void;
  end(): void;
  resize(size: { readonly columns: number; readonly rows: number } | undefined): void;
  gone(): void;
}

/** A side that is this far behind holds the other one up, not this process's memory. */
const mostBytes = 1024 * 1024;

/** Carries a session's bytes both ways until it ends or its opener goes. */
export function bridge(session: ExecSession, remote: Remote): RemoteInput {
  const output = new Gauge(mostBytes, { full: () => session.pause?.(), free: () => session.resume?.() });
  const input = new Gauge(mostBytes, { full: () => remote.pause(), free: () => remote.resume() });
  session.onOutput((stream, data) => {
    output.add(data.byteLength);
    remote.send(stream, data, () => output.take(data.byteLength));
  });
  session.exited.then(
    (code) => remote.finish(statusOf(code)),
    (error: unknown) => remote.finish(toStatus(error)),
  );
  return {
    stdin(data) {
      input.add(data.byteLength);
      session.write(data, () => input.take(data.byteLength));
    },
    end: () => session.end(),
    resize: (size) => size && session.resize(size.columns, size.rows),
    gone: () => session.close(),
  };
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { LogRead } from "../runtime/runtime";
import type { AgentServerOptions } from "./agentServer";
import { attemptOf, findContainer } from "./findContainer";
import { Refusal } from "./refusal";

interface LogsRequest {
  readonly names: readonly string[];
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** `/containerLogs/NS/POD/CONTAINER`: as fast as the reader reads, until the reader or the container goes. */
export async function sendLogs({ pods, context }: AgentServerOptions, asked: LogsRequest): Promise<void> {
  const { query, response } = asked;
  const { worker, state } = findContainer(pods, asked.names);
  const { id } = attemptOf(worker, state, isTrue(query, "previous"));
  const abort = new AbortController();
  response.once("close", () => abort.abort());
  const read = readOf(query, context.clock.now(), abort.signal);
  response.writeHead(200, { "content-type": "text/plain" });
  response.flushHeaders();
  await pipeline(Readable.from(context.runtime.logs(id, read), { objectMode: false }), response).catch((error) => {
    if (!abort.signal.aborted) throw error;
  });
}

function readOf(query: URLSearchParams, nowMs: number, signal: AbortSignal): LogRead {
  const tailLines = count(query, "tailLines");
  const sinceSeconds = count(query, "sinceSeconds");
  const sinceTime = query.get("sinceTime");
  const limitBytes = count(query, "limitBytes");
  const sinceMs =
    sinceSeconds === undefined ? (sinceTime ? Date.parse(sinceTime) : undefined) : nowMs - sinceSeconds * 1000;
  return {
    follow: isTrue(query, "follow"),
    timestamps: isTrue(query, "timestamps"),
    ...streamIn(query),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    signal,
  };
}

function streamIn(query: URLSearchParams): Pick<LogRead, "stream"> {
  const stream = query.get("stream");
  return stream === "Stdout" || stream === "Stderr" ? { stream: stream === "Stdout" ? "stdout" : "stderr" } : {};
}

export function isTrue(query: URLSearchParams, name: string): boolean {
  return ["true", "1"].includes(query.get(name) ?? "");
}

function count(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Refusal(400, `${name} must be a whole number, not ${text}`);
  return value;
}

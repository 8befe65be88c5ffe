import { type LogRead, RuntimeError } from "../runtime";
import { Demultiplexer } from "./demux";
import { type Docker, engineSays, openStream } from "./engine";

/** A container's output, as fast as it is read; both streams in the engine's order. */
export async function* readLogs(
  docker: Docker,
  { id, hasTerminal }: { readonly id: string; readonly hasTerminal: boolean },
  read: LogRead,
): AsyncIterable<Uint8Array> {
  const { follow, timestamps, tailLines, sinceMs, signal } = read;
  const abort = new AbortController();
  const stop = () => abort.abort();
  signal.addEventListener("abort", stop);
  if (signal.aborted) return;
  const query = {
    stdout: read.stream !== "stderr",
    stderr: read.stream !== "stdout",
    follow,
    timestamps,
    ...(tailLines === undefined ? {} : { tail: String(tailLines) }),
    ...(sinceMs === undefined ? {} : { since: (sinceMs / 1000).toFixed(3) }),
  };
  let left = read.limitBytes ?? Number.POSITIVE_INFINITY;
  try {
    const stream = await openStream(docker, `/containers/${id}/logs`, { query, signal: abort.signal });
    const frames = new Demultiplexer();
    for await (const piece of stream) {
      const parts = hasTerminal ? [piece] : [...frames.push(piece)].map(({ data }) => data);
      for (const part of parts) {
        yield part.subarray(0, left);
        left -= part.length;
        if (left <= 0) return;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw new RuntimeError("ContainerNotFound", `its log cannot be read: ${engineSays(error)}`);
  } finally {
    signal.removeEventListener("abort", stop);
    abort.abort();
  }
}

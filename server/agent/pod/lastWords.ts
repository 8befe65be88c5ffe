import type { ObservedContainer } from "../runtime/runtime";
import type { ContainerState } from "./containerState";
import type { PodWorker } from "./podWorker";
import { terminationMessage } from "./startContainer";

const maxLines = 80;
const maxBytes = 2048;

/**
 * What a container left to say: its terminationMessagePath, or the end of its log when it failed and its policy says
 * so (that is read beside, and tells the worker).
 */
export function lastWords(worker: PodWorker, state: ContainerState, ended: ObservedContainer): string | undefined {
  const { context, pod } = worker;
  const written = terminationMessage(context.places.disk, pod.metadata.uid, `${ended.name}.${ended.attempt}`);
  const isFallback = state.spec.terminationMessagePolicy === "FallbackToLogsOnError";
  if (written || !isFallback || ended.exit?.code === 0) return written;
  void readEnd(context.runtime, ended.id).then((text) => {
    if (state.current?.id !== ended.id || !text) return;
    state.terminationMessage = text;
    worker.poke();
  });
  return undefined;
}

async function readEnd(runtime: PodWorker["context"]["runtime"], id: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  try {
    const signal = new AbortController().signal;
    const read = { follow: false, timestamps: false, tailLines: maxLines, signal };
    for await (const piece of runtime.logs(id, read)) pieces.push(piece);
  } catch {
    // Its log went with it.
  }
  return Buffer.concat(pieces).subarray(-maxBytes).toString("utf8");
}

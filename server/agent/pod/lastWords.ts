import type { ObservedContainer } from "../runtime/runtime";
import type { ContainerState } from "./containerState";
import type { PodWorker } from "./podWorker";
import { terminationMessage } from "./startContainer";

const maxLines = 80;
const maxBytes = 2048;

/**
 * Keeps what an attempt left to say: its terminationMessagePath, or the end of its log when it failed and its policy
 * says so (that is read beside, and pokes the worker).
 */
export function hearLastWords(worker: PodWorker, state: ContainerState, ended: ObservedContainer): void {
  const { context, pod } = worker;
  if (state.words.has(ended.id)) return;
  const written = terminationMessage(context.places.disk, pod.metadata.uid, `${ended.name}.${ended.attempt}`);
  const isFallback = state.spec.terminationMessagePolicy === "FallbackToLogsOnError";
  if (written) state.heard(ended.id, written);
  if (written || !isFallback || ended.exit?.code === 0) return;
  void readEnd(context.runtime, ended.id).then((text) => {
    if (!text || ![state.current, state.previous].some((one) => one?.id === ended.id)) return;
    state.heard(ended.id, text);
    worker.poke();
  });
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

import { StringDecoder } from "node:string_decoder";
import { ClusterError, messageOf } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";
import type { WatchEvent } from "./cluster";
import { fromStatus, isStatus } from "./status";

interface Line {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: KubeObject;
}

/** The events of a watch's body: one JSON object a line. What one read brought comes as one batch. */
export async function* eventsOf(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly WatchEvent<KubeObject>[], void, undefined> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  try {
    for await (const chunk of body) {
      const lines = (rest + decoder.write(Buffer.from(chunk))).split("\n");
      rest = lines.pop() ?? "";
      const batch: WatchEvent<KubeObject>[] = [];
      let failure: ClusterError | undefined;
      for (const line of lines) {
        if (line.trim() === "" || failure) continue;
        const event = toEvent(JSON.parse(line) as Line);
        if (event instanceof ClusterError) failure = event;
        else batch.push(event);
      }
      if (batch.length > 0) yield batch;
      if (failure) throw failure;
    }
  } catch (error) {
    if (signal?.aborted) return;
    if (error instanceof ClusterError) throw error;
    throw new ClusterError("Unavailable", { says: `the watch broke: ${messageOf(error)}`, cause: error });
  }
}

function toEvent({ type, object }: Line): WatchEvent<KubeObject> | ClusterError {
  if (type === "ERROR")
    return isStatus(object) ? fromStatus(object) : new ClusterError("InternalError", { says: "the watch failed" });
  const { resourceVersion } = object.metadata;
  return type === "BOOKMARK" ? { type, resourceVersion } : { type, object, resourceVersion };
}

import type { ServerResponse } from "node:http";

/** Aborted once the answer is over or its reader is gone. */
export function closing(response: ServerResponse): AbortSignal {
  const abort = new AbortController();
  if (response.destroyed) abort.abort();
  else response.once("close", () => abort.abort());
  return abort.signal;
}

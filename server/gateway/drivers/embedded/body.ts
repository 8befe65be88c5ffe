import type http from "node:http";

/** A request's body, which can be sent to another pod as long as no byte of it was read. */
export interface Body {
  readonly hasBegun: boolean;
  /** Null where the request has none. */
  take(): AsyncIterable<Buffer> | null;
}

export function bodyOf(request: http.IncomingMessage): Body {
  const isThere =
    request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
  let hasBegun = false;
  async function* read(): AsyncGenerator<Buffer> {
    hasBegun = true;
    for await (const chunk of request) yield chunk;
  }
  return {
    get hasBegun() {
      return hasBegun;
    },
    take: () => (isThere ? read() : null),
  };
}

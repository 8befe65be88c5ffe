import type { ServerResponse } from "node:http";
import { type Status, toStatus } from "@/server/cluster/status";

export function sendJson(response: ServerResponse, code: number, value: unknown): void {
  sendText(response, code, { text: JSON.stringify(value), type: "application/json" });
}

export function sendText(response: ServerResponse, code: number, { text, type }: { text: string; type: string }): void {
  const body = Buffer.from(text);
  response.writeHead(code, {
    "content-type": type,
    "content-length": body.length,
    "cache-control": "no-cache, private",
  });
  response.end(body);
}

/** The Status of an error; a connection that has begun its answer can only be cut. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = toStatus(error);
  const seconds = status.details?.retryAfterSeconds;
  if (seconds !== undefined) response.setHeader("retry-after", String(seconds));
  sendJson(response, status.code, status);
}

export function success(details?: Status["details"]): Status {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", ...(details && { details }) };
}

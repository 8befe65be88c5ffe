import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Status, toStatus } from "@/server/cluster/status";
import { toYaml } from "@/server/objects/yaml";
import type { MediaType } from "./negotiate";

/** How a value is written down. */
export interface Form {
  readonly mediaType: MediaType;
  /** JSON in lines, for people. */
  readonly isPretty: boolean;
}

const plain: Form = { mediaType: "application/json", isPretty: false };

export function sendJson(response: ServerResponse, code: number, value: unknown): void {
  send(response, { code, value, form: plain });
}

interface Sent {
  readonly code: number;
  readonly value: unknown;
  readonly form: Form;
}

export function send(response: ServerResponse, { code, value, form }: Sent): void {
  sendText(response, code, { text: write(value, form), type: form.mediaType });
}

function write(value: unknown, { mediaType, isPretty }: Form): string {
  if (mediaType === "application/yaml") return toYaml(value);
  return isPretty ? JSON.stringify(value, undefined, 2) : JSON.stringify(value);
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

/** A text that clients keep: named by the hash of it, and not sent again to whoever has it. */
export interface Kept {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
}

export function keep(text: string, type: string): Kept {
  const etag = createHash("sha512").update(text).digest("hex").toUpperCase();
  return { body: Buffer.from(text), type, etag };
}

/** `isForever` when the address itself says which content is meant. */
export function sendKept(
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  { body, type, etag }: Kept,
  isForever = false,
): void {
  const quoted = `"${etag}"`;
  const known = (request.headers["if-none-match"] ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  const caching = isForever ? "public, immutable, max-age=31536000" : "public";
  const headers = { etag: quoted, vary: "Accept", "cache-control": caching };
  if (known.includes(quoted)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, "content-type": type, "content-length": body.length });
  response.end(body);
}

/** The Status of an error; a connection that has begun its answer can only be cut. */
export function sendError(response: ServerResponse, error: unknown, form: Form = plain): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const value = toStatus(error);
  const seconds = value.details?.retryAfterSeconds;
  if (seconds !== undefined) response.setHeader("retry-after", String(seconds));
  send(response, { code: value.code, value, form });
}

export function success(details?: Status["details"]): Status {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", ...(details && { details }) };
}

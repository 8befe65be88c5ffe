import type http from "node:http";
import type { HeaderList } from "../../filters";

/** RFC 9110 §7.6.1: these belong to one connection and are not passed on. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The request's headers as a pod gets them: nothing of this hop, and where the client was. */
export function forwardedHeaders(
  request: http.IncomingMessage,
  host: string | undefined,
  isBehindProxy = false,
): HeaderList {
  const named = namedByConnection(request.headers.connection);
  const headers: HeaderList = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? "";
    const lower = name.toLowerCase();
    if (
      hopByHop.has(lower) ||
      named.has(lower) ||
      lower === "host" ||
      (!isBehindProxy && lower.startsWith("x-forwarded-")) ||
      lower === "expect"
    )
      continue;
    const value =
      lower === "cookie" ? withoutConsole(request.rawHeaders[index + 1] ?? "") : request.rawHeaders[index + 1];
    if (lower !== "cookie" || value) headers.push([name, value ?? ""]);
  }
  const client = request.socket.remoteAddress ?? "";
  if (host !== undefined) headers.push(["host", host]);
  if (isBehindProxy) return headers;
  headers.push(["x-forwarded-for", client], ["x-forwarded-proto", "http"]);
  if (request.headers.host) headers.push(["x-forwarded-host", request.headers.host]);
  return headers;
}

/**
 * Browsers send a host's cookies to all of its ports: whoever reaches an app on the console's own host sends the
 * console's session along, which is none of the app's business.
 */
export function withoutConsole(cookies: string): string {
  return cookies
    .split(/;\s*/)
    .filter((pair) => !/^(__Secure-|__Host-)?pilothouse\./.test(pair))
    .join("; ");
}

/**
 * Whether this `Set-Cookie` plants a cookie of the console's name: an app on the console's own host could sign its
 * visitors in as somebody else. A cookie without a name is sent back as its value alone, so that one counts, too.
 */
export function plantsForConsole(cookie: string): boolean {
  return /^[=\s]*(__Secure-|__Host-)?pilothouse\./.test(cookie);
}

/** The pod's answer as the client gets it. */
export function answeredHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): HeaderList {
  const connection = headers.connection;
  const named = namedByConnection(Array.isArray(connection) ? connection.join(",") : connection);
  return Object.entries(headers).flatMap(([name, value]): HeaderList => {
    if (value === undefined || hopByHop.has(name) || named.has(name)) return [];
    const values = (Array.isArray(value) ? value : [value]).filter(
      (one) => name !== "set-cookie" || !plantsForConsole(one),
    );
    return values.map((one): [string, string] => [name, one]);
  });
}

export function flat(headers: HeaderList): string[] {
  return headers.flat();
}

function namedByConnection(value: string | undefined): Set<string> {
  return new Set((value ?? "").split(",").map((name) => name.trim().toLowerCase()));
}

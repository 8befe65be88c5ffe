import type { IncomingMessage } from "node:http";
import { ClusterError } from "@/server/lib/errors";

/** What a client wants its request to become; `BadRequest` when it is nothing that is spoken here. */
export function upgradeOf({ headers }: IncomingMessage): "websocket" | "spdy" {
  const wanted = (headers.upgrade ?? "").toLowerCase();
  if (wanted === "websocket") return "websocket";
  if (wanted === "spdy/3.1") return "spdy";
  throw new ClusterError("BadRequest", { says: "Upgrade request required" });
}

/** The first of the client's protocols that is spoken here; undefined when it names none. Throws when none is known. */
export function negotiate(request: IncomingMessage, known: readonly string[]): string | undefined {
  const header =
    request.headers[upgradeOf(request) === "spdy" ? "x-stream-protocol-version" : "sec-websocket-protocol"];
  const offered = [header ?? []].flat().flatMap((value) => value.split(",").map((one) => one.trim()));
  const found = offered.find((one) => known.includes(one));
  if (found !== undefined || offered.length === 0) return found;
  const says = `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(" ")}], server accepts [${known.join(" ")}]`;
  throw new ClusterError("Forbidden", { says });
}

/** The answer that makes a request SPDY. */
export function spdyAnswer(protocol: string | undefined): string {
  const head = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: SPDY/3.1"];
  if (protocol !== undefined) head.push(`X-Stream-Protocol-Version: ${protocol}`);
  return `${head.join("\r\n")}\r\n\r\n`;
}

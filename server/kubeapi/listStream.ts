import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { KubeObject } from "@/server/objects/types";
import { closing } from "./closing";
import { itemJsonOf } from "./jsonCache";

/** Sent at once: big enough to be quick, small enough that others are served in between. */
const partChars = 256 * 1024;

/** A list as JSON: `head` (its kind and metadata), then the items, written as fast as the reader takes them. */
export async function sendItems(response: ServerResponse, head: object, items: readonly KubeObject[]): Promise<void> {
  const signal = closing(response);
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
  let part = `${JSON.stringify(head).slice(0, -1)},"items":[`;
  let isFirst = true;
  for (const item of items) {
    part += isFirst ? itemJsonOf(item) : `,${itemJsonOf(item)}`;
    isFirst = false;
    if (part.length < partChars) continue;
    if (!response.write(Buffer.from(part))) await once(response, "drain", { signal }).catch(() => {});
    if (signal.aborted) return;
    part = "";
  }
  response.end(`${part}]}\n`);
}

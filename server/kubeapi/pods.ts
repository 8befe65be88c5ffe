import { once } from "node:events";
import { ClusterError } from "@/server/lib/errors";
import { readJson } from "./body";
import { closing } from "./closing";
import { type Exchange, nameIn } from "./exchange";
import { logOptions } from "./logOptions";
import { deleteOptions } from "./options";
import { sendJson, success } from "./respond";

export async function bind(exchange: Exchange): Promise<void> {
  const body = (await readJson(exchange.request)) as BindingBody | undefined;
  const node = body?.target?.name;
  if (typeof node !== "string" || node === "")
    throw new ClusterError("BadRequest", { says: "Binding: target.name: Required value: the node to bind to" });
  const uid = body?.metadata?.uid;
  await exchange.cluster.bind({ ...nameIn(exchange), ...(uid && { uid }) }, node);
  sendJson(exchange.response, 201, success());
}

interface BindingBody {
  readonly metadata?: { readonly uid?: string };
  readonly target?: { readonly name?: unknown };
}

export async function evict(exchange: Exchange): Promise<void> {
  const body = (await readJson(exchange.request)) as { deleteOptions?: unknown } | undefined;
  await exchange.cluster.evict(nameIn(exchange), deleteOptions(exchange.query, body?.deleteOptions));
  sendJson(exchange.response, 201, success());
}

/** exec, attach and portforward are answered to an upgrade only. */
export async function needsUpgrade(): Promise<void> {
  throw new ClusterError("BadRequest", { says: "Upgrade request required" });
}

/** The log as it is written; a reader that is slow slows only its own, one that is gone ends it. */
export async function log(exchange: Exchange): Promise<void> {
  const { cluster, query, response } = exchange;
  const signal = closing(response);
  const at = nameIn(exchange);
  const lines = cluster.logs(at, { ...logOptions(query, at.name), signal });
  const begin = () => {
    if (response.headersSent) return;
    response.writeHead(200, { "content-type": "text/plain" });
    response.flushHeaders();
  };
  for await (const chunk of lines) {
    if (signal.aborted) return;
    begin();
    if (chunk.byteLength === 0) continue;
    if (!response.write(chunk)) await once(response, "drain", { signal }).catch(() => {});
  }
  begin();
  response.end();
}

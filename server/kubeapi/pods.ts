import { once } from "node:events";
import { ClusterError } from "@/server/lib/errors";
import { readJson } from "./body";
import { closing } from "./closing";
import { type Exchange, nameIn } from "./exchange";
import { deleteOptions, logOptions } from "./options";
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
  const { cluster, query, response, clock } = exchange;
  const signal = closing(response);
  const lines = cluster.logs(nameIn(exchange), { ...logOptions(query, clock.now()), signal });
  for await (const chunk of lines) {
    if (signal.aborted) return;
    if (!response.headersSent) response.writeHead(200, { "content-type": "text/plain" });
    if (!response.write(chunk)) await once(response, "drain", { signal }).catch(() => {});
  }
  if (!response.headersSent) response.writeHead(200, { "content-type": "text/plain" });
  response.end();
}

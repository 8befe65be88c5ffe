import { scaleOf } from "@/server/cluster/scale";
import { ClusterError } from "@/server/lib/errors";
import { apiVersionOf } from "@/server/objects/kind";
import { type Exchange, kindName, nameIn } from "./exchange";
import { listOptions } from "./options";
import { sendJson } from "./respond";

export async function get(exchange: Exchange): Promise<void> {
  const { cluster, query, response, path } = exchange;
  const version = query.get("resourceVersion") ?? "";
  const options = version === "" || version === "0" ? {} : { atLeast: version };
  const object = await cluster.get(kindName(exchange), nameIn(exchange), options);
  sendJson(response, 200, path.subresource === "scale" ? scaleOf(object, exchange.kind.custom?.scale) : object);
}

export async function list(exchange: Exchange): Promise<void> {
  const { cluster, query, response, path, kind } = exchange;
  const { namespace } = path;
  const listed = await cluster.list(kindName(exchange), { ...listOptions(query), ...(namespace && { namespace }) });
  if (query.get("resourceVersionMatch") === "Exact" && listed.resourceVersion !== query.get("resourceVersion"))
    throw new ClusterError("Expired", {
      says: `The resourceVersion for the provided list is too old: lists are kept as of now only`,
    });
  const { resourceVersion, remainingItemCount } = listed;
  sendJson(response, 200, {
    kind: kind.listKind ?? `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: {
      resourceVersion,
      ...(listed.continue && { continue: listed.continue }),
      ...(remainingItemCount !== undefined && { remainingItemCount }),
    },
    items: listed.items,
  });
}

/** Ours: what an object was, newest first. */
export async function history(exchange: Exchange): Promise<void> {
  const { limit } = listOptions(exchange.query);
  const items = await exchange.cluster.history(kindName(exchange), nameIn(exchange), { limit });
  sendJson(exchange.response, 200, { kind: "RevisionList", apiVersion: "pilothouse.dev/v1", metadata: {}, items });
}

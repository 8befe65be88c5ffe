import { scaleOf } from "@/server/cluster/scale";
import { ClusterError } from "@/server/lib/errors";
import { type Exchange, kindName, nameIn } from "./exchange";
import { isExact, listOptions } from "./listQuery";
import { sendJson } from "./respond";
import { showList, showObject } from "./show";

export async function get(exchange: Exchange): Promise<void> {
  const { cluster, query, path } = exchange;
  const version = query.get("resourceVersion") ?? "";
  const options = version === "" || version === "0" ? {} : { atLeast: version };
  const object = await cluster.get(kindName(exchange), nameIn(exchange), options);
  showObject(exchange, 200, path.subresource === "scale" ? scaleOf(object, exchange.kind.custom?.scale) : object);
}

export async function list(exchange: Exchange): Promise<void> {
  const { cluster, query, path } = exchange;
  const { namespace } = path;
  const listed = await cluster.list(kindName(exchange), { ...listOptions(query), ...(namespace && { namespace }) });
  if (isExact(query) && listed.resourceVersion !== query.get("resourceVersion"))
    throw new ClusterError("Expired", {
      says: "The resourceVersion for the provided list is too old.",
    });
  await showList(exchange, listed);
}

/** Ours: what an object was, newest first. */
export async function history(exchange: Exchange): Promise<void> {
  const { limit } = listOptions(exchange.query);
  const items = await exchange.cluster.history(kindName(exchange), nameIn(exchange), { limit });
  sendJson(exchange.response, 200, { kind: "RevisionList", apiVersion: "pilothouse.dev/v1", metadata: {}, items });
}

import type { List } from "@/server/cluster/cluster";
import { ageColumn, nameColumn } from "@/server/objects/columns";
import type { Column } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";
import type { Exchange } from "./exchange";
import { sendItems } from "./listStream";
import { send } from "./respond";
import { listAs, listHead, objectAs, type View } from "./view";

/** Answers with one object (or the Scale of one), in the shape that the client asked for. */
export function showObject(exchange: Exchange, code: number, object: KubeObject): void {
  send(exchange.response, { code, value: objectAs(stored(object), viewOf(exchange)), form: exchange.shape });
}

/** What a dry run would have stored has no revision yet. */
function stored(object: KubeObject): KubeObject {
  const { resourceVersion, ...metadata } = object.metadata;
  return resourceVersion === "" ? { ...object, metadata: metadata as KubeObject["metadata"] } : object;
}

export async function showList(exchange: Exchange, list: List<KubeObject>): Promise<void> {
  const { response, shape } = exchange;
  const view = viewOf(exchange);
  if (view.as || shape.isPretty || shape.mediaType !== "application/json")
    send(response, { code: 200, value: listAs(list, view), form: shape });
  else await sendItems(response, listHead(list, view), list.items);
}

export function viewOf({ shape, kind, path, clock }: Exchange): View {
  const shown = path.subresource === "scale" ? { ...kind, columns: scaleColumns } : kind;
  const { as, includeObject } = shape;
  return { kind: shown, includeObject, nowMs: clock.now(), ...(as && { as }) };
}

const scaleColumns: readonly Column[] = [
  { ...nameColumn, format: "" },
  { name: "Desired", type: "integer", value: ({ spec }) => replicasIn(spec) },
  { name: "Available", type: "integer", value: ({ status }) => replicasIn(status) },
  ageColumn,
];

function replicasIn(part: unknown): number {
  return (part as { replicas?: number } | undefined)?.replicas ?? 0;
}

import type { List } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import { apiVersionOf, type KindDefinition } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";
import type { Transform } from "./negotiate";
import { definitionsOf, rowOf, type Table, tableOf } from "./table";

/** How objects are shown: as they are, as a table, or by their metadata. */
export interface View {
  readonly kind: KindDefinition;
  readonly as?: Transform;
  readonly includeObject: IncludeObject;
  readonly nowMs: number;
}

const choices = ["None", "Metadata", "Object"] as const;
export type IncludeObject = (typeof choices)[number];

/** `includeObject` of a query: what a table's rows carry. Throws `BadRequest`. */
export function includeObjectIn(query: URLSearchParams): IncludeObject {
  const asked = query.get("includeObject") || "Metadata";
  const found = choices.find((choice) => choice === asked);
  if (found) return found;
  const says = `includeObject: Invalid value: "${asked}": must be 'Metadata', 'Object', 'None', or empty`;
  throw new ClusterError("BadRequest", { says: `Unable to convert to Table as requested: ${says}` });
}

/** One object. Throws `NotAcceptable` when it was asked for as a list. */
export function objectAs(object: KubeObject, view: View): object {
  const { as } = view;
  if (!as) return object;
  if (as.kind === "PartialObjectMetadataList") throw notThat(as, `is not a list (*${goNameOf(view.kind)})`);
  if (as.kind === "PartialObjectMetadata") return metadataOf(object, as);
  const { resourceVersion } = object.metadata;
  return table(as, { metadata: { resourceVersion }, objects: [object] }, view);
}

/** A list as the API answers it: its items leave out what it says for all of them. Throws `NotAcceptable` when it was asked for as one object. */
export function listAs(list: List<KubeObject>, view: View): object {
  const { as, kind } = view;
  const { metadata, ...head } = listHead(list, view);
  if (as?.kind === "PartialObjectMetadata") throw notThat(as, `is a list (*${goNameOf(kind)}List)`);
  if (as?.kind === "Table") return table(as, { metadata, objects: list.items }, view);
  if (as)
    return { kind: as.kind, apiVersion: versionOf(as), metadata, items: list.items.map((one) => metadataOf(one, as)) };
  const items = list.items.map(({ kind: _same, apiVersion: _too, ...item }) => item);
  return { ...head, metadata, items };
}

/** What a list of objects as they are says for all of them. */
export function listHead(list: List<KubeObject>, { kind }: View) {
  const { resourceVersion, remainingItemCount } = list;
  const metadata = {
    resourceVersion,
    ...(list.continue && { continue: list.continue }),
    ...(remainingItemCount !== undefined && { remainingItemCount }),
  };
  return { kind: kind.listKind ?? `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata };
}

/** The object of a watch's events; the columns are told with the first row only. */
export class EventView {
  readonly #look: () => View;
  #hasColumns = false;

  /** `look` gives the view as of now: ages grow while a watch goes on. */
  constructor(look: () => View) {
    this.#look = look;
  }

  /** Undefined where the object is shown as it is. */
  of(object: KubeObject): object | undefined {
    const view = this.#look();
    const { as } = view;
    if (!as) return undefined;
    if (as.kind !== "Table") return objectAs(object, { ...view, as: { ...as, kind: "PartialObjectMetadata" } });
    const shown = objectAs(object, view) as Table;
    return this.#withColumnsOnce(shown);
  }

  bookmark(metadata: object): object {
    const { as, kind } = this.#look();
    if (!as) return { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
    const object = { kind: "PartialObjectMetadata", apiVersion: versionOf(as), metadata };
    if (as.kind !== "Table") return object;
    const cells = kind.columns.map(({ type }) => (type === "integer" ? 0 : ""));
    const rows = [{ cells, object }];
    const columnDefinitions = definitionsOf(kind);
    const { resourceVersion } = metadata as { resourceVersion?: string };
    const shown = { kind: "Table", apiVersion: versionOf(as), metadata: { resourceVersion }, columnDefinitions, rows };
    return this.#withColumnsOnce(shown);
  }

  #withColumnsOnce(shown: object): object {
    if (this.#hasColumns) return { ...shown, columnDefinitions: null };
    this.#hasColumns = true;
    return shown;
  }
}

function table(
  as: Transform,
  { metadata, objects }: { metadata: object; objects: readonly KubeObject[] },
  { kind, nowMs, includeObject }: View,
): Table {
  const carried = (object: KubeObject) =>
    includeObject === "None" ? null : includeObject === "Object" ? object : metadataOf(object, as);
  const rows = objects.map((object) => rowOf(kind, object, { nowMs, carried: carried(object) }));
  return tableOf(kind, { apiVersion: versionOf(as), metadata, rows });
}

function metadataOf({ metadata }: KubeObject, as: Transform): object {
  return { kind: "PartialObjectMetadata", apiVersion: versionOf(as), metadata };
}

function versionOf({ group, version }: Transform): string {
  return `${group}/${version}`;
}

/** As Kubernetes' own code calls the type of a kind, which its messages show. */
function goNameOf({ group, kind }: KindDefinition): string {
  return `${group === "" ? "core" : group.split(".")[0]}.${kind}`;
}

function notThat({ kind }: Transform, why: string): ClusterError {
  return new ClusterError("NotAcceptable", { says: `you requested ${kind}, but the requested object ${why}` });
}

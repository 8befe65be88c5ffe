import * as z from "zod";
import type { Cluster } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import { type Column, type KindDefinition, qualifiedKind } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";
import { type ConditionRow, conditionRows } from "../conditionRow";
import { eventsOf } from "../eventRow";
import { objectInput } from "../inputs";
import { defineView } from "../view";
import { windowInput, windowOf } from "../window";
import { headOf } from "../workloads/details";

const kindInput = z.string().min(1).max(200);

/** The objects of any kind, with the columns that the kind itself names. */
export const kindsObjects = defineView({
  name: "kinds.objects",
  input: windowInput(["name", "namespace", "age"]).extend({ kind: kindInput }),
  dependsOn: ({ kind, namespace }) => [{ kind, namespace }, { kind: "CustomResourceDefinition" }],
  refreshMs: 10_000,
  async read(cluster, { kind: asked, ...wanted }, { clock }) {
    const kind = kindNamed(cluster, asked);
    const at = { masked: true, ...(wanted.namespace && { namespace: wanted.namespace }) };
    const { items, resourceVersion } = await cluster.list<string>(asked, at);
    const columns = ownColumns(kind);
    const list = windowOf(
      {
        items,
        resourceVersion,
        cells: ({ metadata }) => ({
          name: metadata.name,
          namespace: metadata.namespace ?? "",
          status: "",
          severity: "well" as const,
          labels: metadata.labels,
          words: "",
          createdAt: metadata.creationTimestamp,
        }),
        project: (object) => ({
          key: `${object.metadata.namespace ?? ""}/${object.metadata.name}`,
          kind: qualifiedKind(kind),
          namespace: object.metadata.namespace,
          name: object.metadata.name,
          createdAt: object.metadata.creationTimestamp,
          cells: columns.map((column) => column.value(object, clock.now())),
        }),
      },
      wanted,
    );
    return {
      ...list,
      name: kind.kind,
      isNamespaced: kind.isNamespaced,
      columns: columns.map(({ name, type, priority = 0 }) => ({ name, type, isWide: priority > 0 })),
    };
  },
});

/** One object of any kind: what can be said of all of them. */
export const kindsGet = defineView({
  name: "kinds.get",
  input: objectInput,
  dependsOn: ({ kind, namespace, name }) => [
    { kind, namespace, name },
    { kind: "Event", namespace },
  ],
  async read(cluster, { kind: asked, ...at }, { clock }) {
    const kind = kindNamed(cluster, asked);
    const object = await cluster.get<string>(asked, at, { masked: true });
    const { name, namespace, uid, creationTimestamp, deletionTimestamp } = object.metadata;
    return {
      ...headOf(object),
      name,
      namespace,
      uid,
      kind: qualifiedKind(kind),
      kindName: kind.kind,
      createdAt: creationTimestamp,
      isGoing: deletionTimestamp !== undefined,
      facts: ownColumns(kind).map((column) => ({ name: column.name, value: column.value(object, clock.now()) })),
      conditions: conditionsOf(object),
      events: await eventsOf(cluster, [object]),
    };
  },
});

function kindNamed(cluster: Cluster, asked: string): KindDefinition {
  const found = cluster.kinds().find((kind) => qualifiedKind(kind) === asked || kind.kind === asked);
  if (!found) throw new ClusterError("NotFound", { says: `no matches for kind "${asked}"` });
  return found;
}

/** Beside the name and the age, which stand in every list. */
function ownColumns({ columns }: KindDefinition): readonly Column[] {
  return columns.filter(({ name }) => name !== "Name" && name !== "Age");
}

/** Conditions where they are what they are everywhere; anything else in that place is the kind's own affair. */
function conditionsOf({ status }: KubeObject): ConditionRow[] {
  const given: unknown = typeof status === "object" && status !== null ? Reflect.get(status, "conditions") : undefined;
  if (!Array.isArray(given)) return [];
  return conditionRows(given.filter(isCondition));
}

interface AnyCondition {
  readonly type: string;
  readonly status: string;
}

function isCondition(value: unknown): value is AnyCondition {
  if (typeof value !== "object" || value === null) return false;
  return typeof Reflect.get(value, "type") === "string" && typeof Reflect.get(value, "status") === "string";
}

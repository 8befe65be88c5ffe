import type { Applied, Cluster, ListOptions, Name, WatchEvent, WatchOptions } from "@/server/cluster/cluster";
import { type Subject, systemSubject } from "@/server/cluster/subject";
import { ClusterError } from "@/server/lib/errors";
import { groupResource } from "@/server/objects/kind";
import { parseLabelSelector } from "@/server/objects/labelSelector";
import { builtInKinds } from "@/server/objects/registry";
import type { KubeObject, ObjectOf } from "@/server/objects/types";
import { MemoryStore } from "@/server/store/memoryStore";
import { FakeClock } from "./fakeClock";

export interface TestCluster extends Cluster {
  /** Puts an object as it is, without admission: as if the engine had written it. */
  put(...objects: readonly KubeObject[]): Promise<void>;
  remove(object: KubeObject): Promise<void>;
}

interface Shared {
  readonly store: MemoryStore;
  /** Kinds that nobody but the platform may read. */
  readonly hidden: readonly string[];
}

/** A cluster that reads and watches these objects, for tests of what only reads. It has no verbs that write. */
export async function clusterOf(
  objects: readonly KubeObject[],
  { hidden = [] }: { hidden?: readonly string[] } = {},
): Promise<TestCluster> {
  const store = new MemoryStore({ clock: new FakeClock() });
  const cluster = testCluster({ store, hidden }, systemSubject("test"));
  await cluster.put(...objects);
  return cluster;
}

function testCluster(shared: Shared, subject: Subject): TestCluster {
  const { store, hidden } = shared;
  const mayRead = (kind: string) => subject.groups.includes("system:masters") || !hidden.includes(kind);
  const check = (kind: string) => {
    if (!mayRead(kind)) throw new ClusterError("Forbidden", { says: `${kind} is forbidden` });
  };
  const keyOf = ({ kind, metadata }: KubeObject) => {
    return { resource: resourceOf(kind), namespace: metadata.namespace ?? "", name: metadata.name };
  };
  const readOnly = (): never => {
    throw new ClusterError("MethodNotAllowed", { says: "this cluster is for reading" });
  };
  return {
    name: "test",
    engine: "embedded",
    capabilities: {
      exec: false,
      attach: false,
      portForward: false,
      logs: false,
      usage: false,
      routes: true,
      history: true,
      serverSideApply: false,
    },
    subject,
    as: (other) => testCluster(shared, other),
    kinds: () => builtInKinds,
    can: async (_verb, kind) => mayRead(kind),
    ask: readOnly,
    async get<K extends string>(kind: K, { name, namespace = "" }: Name) {
      check(kind);
      const found = await store.get({ resource: resourceOf(kind), namespace, name });
      if (!found) throw new ClusterError("NotFound", { says: `${kind} "${name}" not found` });
      return found as ObjectOf<K>;
    },
    async list<K extends string>(kind: K, { namespace, labelSelector, limit }: ListOptions = {}) {
      check(kind);
      const scope = { resource: resourceOf(kind), ...(namespace && { namespace }) };
      const { items, revision } = await store.list(scope);
      const test = parseLabelSelector(labelSelector ?? "");
      const wanted = labelSelector ? items.filter(({ metadata }) => test(metadata.labels)) : items;
      return { items: (limit ? wanted.slice(0, limit) : wanted) as ObjectOf<K>[], resourceVersion: String(revision) };
    },
    watch: <K extends string>(kind: K, options: WatchOptions = {}) => watch<ObjectOf<K>>(store, kind, options),
    async history(kind, { name, namespace = "" }) {
      check(kind);
      const logged = await store.history({ resource: resourceOf(kind), namespace, name });
      return logged.map(({ revision, ...change }) => ({ ...change, resourceVersion: String(revision) }));
    },
    async put(...objects) {
      const operations = objects.map((object) => ({ type: "put", key: keyOf(object), object }) as const);
      if (operations.length > 0) await store.commit(operations);
    },
    async remove(object) {
      await store.commit([{ type: "delete", key: keyOf(object) }]);
    },
    usage: async () => ({ pods: new Map(), nodes: new Map() }),
    create: readOnly,
    update: readOnly,
    patch: readOnly,
    apply: readOnly as () => Promise<Applied>,
    delete: readOnly,
    deleteCollection: readOnly,
    evict: readOnly,
    bind: readOnly,
    logs: readOnly,
    exec: readOnly,
    attach: readOnly,
    portForward: readOnly,
  };
}

async function* watch<T>(
  store: MemoryStore,
  kind: string,
  { namespace, since, signal }: WatchOptions,
): AsyncGenerator<WatchEvent<T>[]> {
  const scope = { resource: resourceOf(kind), ...(namespace && { namespace }) };
  const watching = store.watch(scope, since === undefined ? undefined : Number(since));
  signal?.addEventListener("abort", () => watching.close());
  for await (const batch of watching)
    yield batch.map(({ type, object, revision }) => ({
      type,
      object: object as T,
      resourceVersion: String(revision),
    }));
}

function resourceOf(kind: string): string {
  const found = builtInKinds.find((one) => one.kind === kind);
  if (!found) throw new ClusterError("NotFound", { says: `there is no kind ${kind}` });
  return groupResource(found);
}

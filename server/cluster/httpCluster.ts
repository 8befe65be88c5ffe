import { ClusterError } from "@/server/lib/errors";
import type { KindDefinition } from "@/server/objects/kind";
import type { KubeObject, Manifest, ObjectOf } from "@/server/objects/types";
import type {
  Applied,
  AttachOptions,
  Capabilities,
  Cluster,
  DeleteCollectionOptions,
  DeleteOptions,
  EngineName,
  ExecOptions,
  ExecSession,
  Forwarding,
  List,
  ListOptions,
  LogOptions,
  Name,
  Patch,
  ReadOptions,
  Revision,
  UpdateOptions,
  Usage,
  Verb,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from "./cluster";
import { deleteOptionsOf, listQuery, patchTypes, queryOf, sessionQuery, writeQuery } from "./httpQueries";
import { HttpTransport, type TransportOptions } from "./httpTransport";
import { eventsOf } from "./httpWatch";
import { builtInResources, findResource, pathOf, questionPath, type Resource } from "./resources";
import { isStatus } from "./status";
import { openSession } from "./streams/channelSession";
import { openPortSocket } from "./streams/portSocket";
import type { Subject } from "./subject";

export interface HttpClusterOptions extends TransportOptions {
  readonly name: string;
  readonly engine: EngineName;
  /** Whom the token stands for. */
  readonly subject: Subject;
  /** Kinds beside the built-in ones. */
  readonly resources?: readonly Resource[];
}

const capabilities: Capabilities = {
  exec: true,
  attach: true,
  portForward: true,
  logs: true,
  usage: false,
  routes: true,
  history: true,
  serverSideApply: true,
};

/**
 * `Cluster` over Kubernetes' HTTP API, for the platform's own programs: agents and the gateway. It carries no schemas,
 * so it does not apply; its token says who it is, so it is nobody else (`as` throws).
 */
export class HttpCluster implements Cluster {
  readonly name: string;
  readonly engine: EngineName;
  readonly subject: Subject;
  readonly capabilities = capabilities;
  readonly #transport: HttpTransport;
  readonly #resources: readonly Resource[];

  constructor(options: HttpClusterOptions) {
    this.name = options.name;
    this.engine = options.engine;
    this.subject = options.subject;
    this.#transport = new HttpTransport(options);
    this.#resources = [...builtInResources, ...(options.resources ?? [])];
  }

  /** Lets go of the kept connections. */
  close(): void {
    this.#transport.close();
  }

  as(_subject: Subject): Cluster {
    throw unsupported("speak for somebody else");
  }

  /** Definitions stay with the server. */
  kinds(): readonly KindDefinition[] {
    return [];
  }

  async can(verb: Verb, kind: string, at: Partial<Name> & { readonly subresource?: string } = {}): Promise<boolean> {
    const { group, plural } = this.#resource(kind);
    const body = {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes: { verb, group, resource: plural, ...at } },
    };
    const { status } = await this.ask({ ...body, metadata: {} });
    return (status as { allowed?: boolean } | undefined)?.allowed === true;
  }

  async ask(question: Manifest, at: Partial<Name> = {}): Promise<KubeObject> {
    const path = questionPath(question, at);
    return (await this.#transport.json({ method: "POST", path, body: question })) as KubeObject;
  }

  async get<K extends string>(kind: K, at: Name, { atLeast }: ReadOptions = {}): Promise<ObjectOf<K>> {
    const path = `${pathOf(this.#resource(kind), at)}${queryOf({ resourceVersion: atLeast })}`;
    return (await this.#transport.json({ method: "GET", path })) as ObjectOf<K>;
  }

  async list<K extends string>(kind: K, options: ListOptions = {}): Promise<List<ObjectOf<K>>> {
    const resource = this.#resource(kind);
    const path = `${pathOf(resource, { namespace: options.namespace })}${listQuery(options)}`;
    return listIn((await this.#transport.json({ method: "GET", path })) as ListAnswer<ObjectOf<K>>, resource);
  }

  async *watch<K extends string>(
    kind: K,
    options: WatchOptions = {},
  ): AsyncGenerator<readonly WatchEvent<ObjectOf<K>>[], void, undefined> {
    const { namespace, labelSelector, fieldSelector, signal } = options;
    let { since } = options;
    if (since === undefined) {
      const { items, resourceVersion } = await this.list(kind, { namespace, labelSelector, fieldSelector });
      since = resourceVersion;
      const added = items.map((object) => {
        return { type: "ADDED", object, resourceVersion: object.metadata.resourceVersion } as const;
      });
      yield [...added, { type: "BOOKMARK", resourceVersion }];
    }
    const selectors = { labelSelector, fieldSelector, resourceVersion: since };
    const query = queryOf({ watch: true, allowWatchBookmarks: true, ...selectors });
    const path = `${pathOf(this.#resource(kind), { namespace })}${query}`;
    const body = await this.#transport.stream({ method: "GET", path, signal }).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
    if (!body) return;
    try {
      yield* eventsOf(body, signal) as AsyncGenerator<readonly WatchEvent<ObjectOf<K>>[], void, undefined>;
    } finally {
      body.destroy();
    }
  }

  async create<K extends string>(kind: K, manifest: Manifest, options: WriteOptions = {}): Promise<ObjectOf<K>> {
    const { namespace } = manifest.metadata;
    const path = `${pathOf(this.#resource(kind), { namespace })}${writeQuery(options)}`;
    return (await this.#transport.json({ method: "POST", path, body: manifest })) as ObjectOf<K>;
  }

  async update<K extends string>(kind: K, object: ObjectOf<K>, options: UpdateOptions = {}): Promise<ObjectOf<K>> {
    const path = `${pathOf(this.#resource(kind), object.metadata, options.subresource)}${writeQuery(options)}`;
    return (await this.#transport.json({ method: "PUT", path, body: object })) as ObjectOf<K>;
  }

  async patch<K extends string>(kind: K, at: Name, patch: Patch, options: UpdateOptions = {}): Promise<ObjectOf<K>> {
    const force = patch.type === "apply" && patch.force;
    const path = `${pathOf(this.#resource(kind), at, options.subresource)}${writeQuery({ ...options, force })}`;
    const contentType = patchTypes[patch.type];
    return (await this.#transport.json({ method: "PATCH", path, body: patch.body, contentType })) as ObjectOf<K>;
  }

  async apply(_manifest: Manifest): Promise<Applied> {
    throw unsupported("apply");
  }

  /** Where the server only says that it is gone, the answer holds no more than its name and uid. */
  async delete(kind: string, at: Name, options: DeleteOptions = {}): Promise<KubeObject> {
    const resource = this.#resource(kind);
    const path = pathOf(resource, at);
    const answer = await this.#transport.json({ method: "DELETE", path, body: deleteOptionsOf(options) });
    if (!isStatus(answer)) return answer as KubeObject;
    const metadata = { ...at, uid: answer.details?.uid ?? "", resourceVersion: "", creationTimestamp: "" };
    return { apiVersion: resource.group ? `${resource.group}/${resource.version}` : resource.version, kind, metadata };
  }

  async deleteCollection<K extends string>(kind: K, options: DeleteCollectionOptions = {}): Promise<List<ObjectOf<K>>> {
    const resource = this.#resource(kind);
    const path = `${pathOf(resource, { namespace: options.namespace })}${listQuery(options)}`;
    const answer = await this.#transport.json({ method: "DELETE", path, body: deleteOptionsOf(options) });
    return listIn(answer as ListAnswer<ObjectOf<K>>, resource);
  }

  async evict(pod: Name, options: DeleteOptions = {}): Promise<void> {
    const body = {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { name: pod.name, namespace: pod.namespace },
      deleteOptions: deleteOptionsOf(options),
    };
    await this.#transport.json({ method: "POST", path: pathOf(this.#resource("Pod"), pod, "eviction"), body });
  }

  async bind(pod: Name & { readonly uid?: string }, node: string): Promise<void> {
    const body = {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name: pod.name, namespace: pod.namespace, uid: pod.uid },
      target: { apiVersion: "v1", kind: "Node", name: node },
    };
    await this.#transport.json({ method: "POST", path: pathOf(this.#resource("Pod"), pod, "binding"), body });
  }

  async *logs(pod: Name, { signal, ...options }: LogOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    const path = `${pathOf(this.#resource("Pod"), pod, "log")}${queryOf({ ...options })}`;
    const body = await this.#transport.stream({ method: "GET", path, signal });
    try {
      for await (const chunk of body) yield chunk as Uint8Array;
    } finally {
      body.destroy();
    }
  }

  exec(pod: Name, options: ExecOptions): Promise<ExecSession> {
    const path = `${pathOf(this.#resource("Pod"), pod, "exec")}${sessionQuery(options)}`;
    return openSession(this.#transport.channelEndpoint(path));
  }

  attach(pod: Name, options: AttachOptions): Promise<ExecSession> {
    const path = `${pathOf(this.#resource("Pod"), pod, "attach")}${sessionQuery(options)}`;
    return openSession(this.#transport.channelEndpoint(path));
  }

  /** Asked for at each connection: nothing is open before the first. */
  async portForward(pod: Name): Promise<Forwarding> {
    const ended = new AbortController();
    const connect = async (port: number) => {
      ended.signal.throwIfAborted();
      const path = `${pathOf(this.#resource("Pod"), pod, "portforward")}${queryOf({ ports: port })}`;
      const connection = await openPortSocket(this.#transport.channelEndpoint(path));
      const cut = () => connection.destroy();
      ended.signal.addEventListener("abort", cut);
      connection.once("close", () => ended.signal.removeEventListener("abort", cut));
      return connection;
    };
    return { connect, signal: ended.signal, close: () => ended.abort() };
  }

  async usage(): Promise<{ pods: ReadonlyMap<string, Usage>; nodes: ReadonlyMap<string, Usage> }> {
    throw unsupported("read usage");
  }

  /** Ours, not Kubernetes': `…/NAME/history`. */
  async history(kind: string, at: Name, { limit }: { readonly limit?: number } = {}): Promise<readonly Revision[]> {
    const path = `${pathOf(this.#resource(kind), at, "history")}${queryOf({ limit })}`;
    return ((await this.#transport.json({ method: "GET", path })) as { items: Revision[] }).items;
  }

  #resource(kind: string): Resource {
    return findResource(this.#resources, kind);
  }
}

interface ListAnswer<T> {
  readonly items: T[];
  readonly metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
}

function listIn<T extends KubeObject>({ items, metadata }: ListAnswer<T>, resource: Resource): List<T> {
  const apiVersion = resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
  // Kubernetes leaves out what is the same for every item of a list.
  for (const item of items) {
    item.apiVersion ??= apiVersion;
    item.kind ??= resource.kind;
  }
  const { resourceVersion, remainingItemCount } = metadata;
  return {
    items,
    resourceVersion,
    ...(metadata.continue && { continue: metadata.continue }),
    ...(remainingItemCount !== undefined && { remainingItemCount }),
  };
}

function unsupported(what: string): ClusterError {
  return new ClusterError("MethodNotAllowed", { says: `this client cannot ${what}` });
}

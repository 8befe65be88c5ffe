import type {
  Applied,
  AttachOptions,
  Capabilities,
  Cluster,
  DeleteCollectionOptions,
  DeleteOptions,
  ExecOptions,
  ExecSession,
  Forwarding,
  List,
  ListOptions,
  LogOptions,
  Name,
  Patch,
  PodUsage,
  ReadOptions,
  Revision,
  UpdateOptions,
  Usage,
  Verb,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from "@/server/cluster/cluster";
import { withScale } from "@/server/cluster/scale";
import type { Subject } from "@/server/cluster/subject";
import type { KindDefinition } from "@/server/objects/kind";
import type { KubeObject, Manifest, ObjectOf } from "@/server/objects/types";
import { apply } from "./apply";
import { applyPatch } from "./applyPatch";
import { ask } from "./ask";
import { bind } from "./bind";
import { type Engine, keyOf, kindOf } from "./engine";
import { evict } from "./evict";
import { type Act, type Asked, audited, authorise, decide } from "./guard";
import { history } from "./history";
import { knownFields } from "./knownFields";
import { asInvalidPatch, patched, uidIn } from "./patches";
import { attach, exec, logs, portForward, usage } from "./podStreams";
import { remove } from "./remove";
import { removeMany } from "./removeMany";
import { get, list, watch } from "./views";
import { change, create, type Writer, type Written } from "./write";

const capabilities: Capabilities = {
  exec: true,
  attach: true,
  portForward: true,
  logs: true,
  usage: true,
  routes: true,
  history: true,
  serverSideApply: true,
};

/** The verbs of one subject: each asks the policy, hands on, and leaves the audit its entry. Nothing else is here. */
export class EmbeddedCluster implements Cluster {
  readonly engine = "embedded";
  readonly capabilities = capabilities;
  readonly #engine: Engine;

  constructor(
    engine: Engine,
    readonly subject: Subject,
  ) {
    this.#engine = engine;
  }

  get name(): string {
    return this.#engine.name;
  }

  as(subject: Subject): Cluster {
    return new EmbeddedCluster(this.#engine, subject);
  }

  kinds(): readonly KindDefinition[] {
    return this.#engine.registry.all();
  }

  async can(verb: Verb, kind: string, at: Partial<Name> & { readonly subresource?: string } = {}): Promise<boolean> {
    const asked = { verb, kind: kindOf(this.#engine, kind), ...at };
    return (await decide(this.#engine, this.subject, asked)).isAllowed;
  }

  ask(question: Manifest, at: Partial<Name> = {}): Promise<KubeObject> {
    return ask(this.#who, question, at);
  }

  async get<K extends string>(kind: K, at: Name, options: ReadOptions = {}): Promise<ObjectOf<K>> {
    return (await get(this.#who, this.#asked("get", kind, at), options)) as ObjectOf<K>;
  }

  async list<K extends string>(kind: K, options: ListOptions = {}): Promise<List<ObjectOf<K>>> {
    return (await list(this.#who, this.#askedOfAll("list", kind, options), options)) as List<ObjectOf<K>>;
  }

  watch<K extends string>(kind: K, options: WatchOptions = {}): AsyncIterable<readonly WatchEvent<ObjectOf<K>>[]> {
    const events = watch(this.#who, this.#askedOfAll("watch", kind, options), options);
    return events as AsyncIterable<readonly WatchEvent<ObjectOf<K>>[]>;
  }

  async create<K extends string>(kind: K, manifest: Manifest, options: WriteOptions = {}): Promise<ObjectOf<K>> {
    const { namespace, name = "" } = manifest.metadata;
    const asked = this.#asked("create", kind, { namespace, name });
    return (await this.#write(asked, options, (writer) => create(writer, manifest, options))) as ObjectOf<K>;
  }

  async update<K extends string>(kind: K, object: ObjectOf<K>, options: UpdateOptions = {}): Promise<ObjectOf<K>> {
    const { subresource, dryRun, warn, fieldManager } = options;
    const asked = this.#asked("update", kind, object.metadata, subresource);
    const next = (old: KubeObject) => (subresource === "scale" ? scaled(old, object, asked.kind) : object);
    const { uid } = object.metadata;
    return (await this.#write(asked, options, (writer) =>
      change(writer, { key: keyOf(asked.kind, object.metadata), subresource, dryRun, warn, fieldManager, uid, next }),
    )) as ObjectOf<K>;
  }

  async patch<K extends string>(kind: K, at: Name, patch: Patch, options: UpdateOptions = {}): Promise<ObjectOf<K>> {
    const { subresource, dryRun, warn, fieldManager } = options;
    const asked = this.#asked("patch", kind, at, subresource);
    if (patch.type === "apply")
      return (await this.#write(asked, options, (writer) => applyPatch(writer, patch, options))) as ObjectOf<K>;
    const next = async (old: KubeObject) =>
      knownFields(asked.kind, await patched(asked.kind, old, patch, subresource), options);
    const wanted = { key: keyOf(asked.kind, at), subresource, dryRun, warn, fieldManager, uid: uidIn(patch), next };
    return (await this.#write(asked, options, (writer) =>
      change(writer, wanted).catch((error: unknown) => {
        throw asInvalidPatch(error);
      }),
    )) as ObjectOf<K>;
  }

  apply(manifest: Manifest, options: WriteOptions = {}): Promise<Applied> {
    return apply(this.#who, manifest, options);
  }

  delete(kind: string, at: Name, options: DeleteOptions = {}): Promise<KubeObject> {
    const asked = this.#asked("delete", kind, at);
    return this.#write(asked, options, (writer) => remove(writer, keyOf(asked.kind, at), options));
  }

  async deleteCollection<K extends string>(kind: K, options: DeleteCollectionOptions = {}): Promise<List<ObjectOf<K>>> {
    const asked = this.#askedOfAll("deletecollection", kind, options);
    return (await removeMany(this.#who, asked, options)) as List<ObjectOf<K>>;
  }

  async evict(pod: Name, options: DeleteOptions = {}): Promise<void> {
    const asked = this.#asked("create", "Pod", pod, "eviction");
    await this.#write(asked, options, (writer) => evict(writer, keyOf(asked.kind, pod), options), "evict");
  }

  async bind(pod: Name & { readonly uid?: string }, node: string): Promise<void> {
    const asked = this.#asked("create", "Pod", pod, "binding");
    await this.#write(asked, {}, (writer) => bind(writer, keyOf(asked.kind, pod), { node, uid: pod.uid }), "bind");
  }

  logs(pod: Name, options: LogOptions = {}): AsyncIterable<Uint8Array> {
    return logs(this.#who, this.#asked("get", "Pod", pod, "log"), options);
  }

  exec(pod: Name, options: ExecOptions): Promise<ExecSession> {
    return exec(this.#who, this.#asked("create", "Pod", pod, "exec"), options);
  }

  attach(pod: Name, options: AttachOptions): Promise<ExecSession> {
    return attach(this.#who, this.#asked("create", "Pod", pod, "attach"), options);
  }

  portForward(pod: Name): Promise<Forwarding> {
    return portForward(this.#who, this.#asked("create", "Pod", pod, "portforward"));
  }

  usage(): Promise<{ pods: ReadonlyMap<string, PodUsage>; nodes: ReadonlyMap<string, Usage> }> {
    const [pods, nodes] = [this.#askedOfAll("list", "Pod", {}), this.#askedOfAll("list", "Node", {})];
    return usage(this.#who, [pods, nodes]);
  }

  history(kind: string, at: Name, options: { readonly limit?: number } = {}): Promise<readonly Revision[]> {
    return history(this.#who, this.#asked("get", kind, at), options);
  }

  get #who() {
    return { engine: this.#engine, subject: this.subject };
  }

  #asked(verb: Verb, kind: string, { namespace, name }: Name, subresource?: string): Asked & { readonly name: string } {
    return { verb, kind: kindOf(this.#engine, kind), namespace, name, ...(subresource && { subresource }) };
  }

  #askedOfAll(verb: Verb, kind: string, { namespace, fieldSelector }: WatchOptions): Asked {
    return { verb, kind: kindOf(this.#engine, kind), namespace, fieldSelector };
  }

  /** Policy before, audit after; a dry run does nothing that would have to be written down. */
  async #write(
    asked: Asked & { readonly name: string },
    { dryRun }: { readonly dryRun?: boolean },
    run: (writer: Writer) => Promise<Written>,
    verb: Act["verb"] = asked.verb,
  ): Promise<KubeObject> {
    const who = this.#who;
    const act = { verb, kind: asked.kind, namespace: asked.namespace, name: asked.name };
    const work = async () => run({ ...who, asked, decision: await authorise(this.#engine, this.subject, asked) });
    if (dryRun) return (await work()).object;
    return audited(who, act, async () => {
      const { object, before } = await work();
      const after = asked.verb === "delete" ? undefined : object;
      return { result: object, before, after, name: object.metadata.name };
    });
  }
}

/** An update of the Scale carries the identity of the object that it was read from. */
function scaled(old: KubeObject, scale: KubeObject, kind: KindDefinition): KubeObject {
  const { uid, resourceVersion } = scale.metadata;
  const metadata = { ...old.metadata, ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
  return withScale({ ...old, metadata }, scale, kind.custom?.scale);
}

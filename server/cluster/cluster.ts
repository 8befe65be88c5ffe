import type { Duplex } from "node:stream";
import type { KindDefinition } from "@/server/objects/kind";
import type { KubeObject, Manifest, ObjectOf } from "@/server/objects/types";
import type { Subject } from "./subject";

export type EngineName = "embedded" | "kubernetes" | "swarm";

/** What an engine lacks is said here, never found out by an error. */
export interface Capabilities {
  readonly exec: boolean;
  readonly attach: boolean;
  readonly portForward: boolean;
  readonly logs: boolean;
  readonly usage: boolean;
  readonly routes: boolean;
  readonly history: boolean;
  readonly serverSideApply: boolean;
}

export interface Name {
  readonly name: string;
  /** Left out for a kind without namespaces. */
  readonly namespace?: string;
}

export interface ReadOptions {
  /** The answer includes this resourceVersion: whoever wrote reads its own write. */
  readonly atLeast?: string;
  /** Secrets without their values (the names of the keys remain): such a read is no secret, and not audited. */
  readonly masked?: boolean;
}

export interface ListOptions extends ReadOptions {
  /** All namespaces when left out. */
  readonly namespace?: string;
  /** Kubernetes' syntax: `app=web,tier in (a,b),!old`. */
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
}

export interface List<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export interface WatchOptions extends Omit<ListOptions, "limit" | "continue" | "atLeast"> {
  /** Changes after this resourceVersion; without it, first an ADDED for all there is, then a BOOKMARK, then changes. */
  readonly since?: string;
  readonly signal?: AbortSignal;
}

/** BOOKMARK carries no object: only says that everything up to `resourceVersion` was delivered. */
export type WatchEvent<T> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: T; readonly resourceVersion: string }
  | { readonly type: "BOOKMARK"; readonly resourceVersion: string };

export interface WriteOptions {
  /** Runs the whole admission chain and answers with what would be stored; stores nothing. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** Hears, in Kubernetes' words, what the writer should know although the write is made; before it resolves. */
  readonly warn?: (text: string) => void;
  /** Strict refuses unknown fields; the default. */
  readonly fieldValidation?: "Strict" | "Warn" | "Ignore";
}

/** What has a door of its own to be written by: all else stays as it is. */
export type WrittenSubresource = "status" | "scale" | "ephemeralcontainers";

export interface UpdateOptions extends WriteOptions {
  readonly subresource?: WrittenSubresource;
  /** Told when an apply found nothing there and made it; before the patch resolves. */
  onCreated?(): void;
}

export type Patch =
  | { readonly type: "merge"; readonly body: unknown }
  | { readonly type: "strategic"; readonly body: unknown }
  /** RFC 6902. */
  | { readonly type: "json"; readonly body: readonly unknown[] }
  /**
   * Server-side apply: `body` is what the options' `fieldManager` (which must be there) wants of the object. Creates what
   * is not there. A field that somebody else owns with another value is a `Conflict`, unless taken with `force`.
   */
  | { readonly type: "apply"; readonly body: unknown; readonly force?: boolean };

export interface DeleteOptions extends Pick<WriteOptions, "warn"> {
  readonly dryRun?: boolean;
  readonly propagation?: "Background" | "Foreground" | "Orphan";
  readonly graceSeconds?: number;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** Which objects of a kind are deleted, and how each of them. */
export interface DeleteCollectionOptions extends DeleteOptions, Omit<ListOptions, "masked"> {}

export interface Applied<T = KubeObject> {
  readonly object: T;
  /** What it was before; absent when it was created. */
  readonly before?: T;
  readonly outcome: "created" | "configured" | "unchanged";
}

export interface LogOptions {
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  /** Both when left out. */
  readonly stream?: "All" | "Stdout" | "Stderr";
  readonly limitBytes?: number;
  readonly signal?: AbortSignal;
}

export interface ExecOptions {
  readonly container?: string;
  readonly command: readonly string[];
  readonly tty?: boolean;
  readonly stdin?: boolean;
}

export interface AttachOptions {
  readonly container?: string;
  readonly tty?: boolean;
  readonly stdin?: boolean;
}

/** A command, or a container that one is attached to: bytes both ways. */
export interface ExecSession {
  /** `taken` is called once the bytes went on (or nobody wants them any more): a sender waits for it before it sends much more. */
  write(data: Uint8Array, taken?: () => void): void;
  /** Ends standard input. */
  end(): void;
  resize(columns: number, rows: number): void;
  onOutput(call: (stream: "stdout" | "stderr", data: Uint8Array) => void): void;
  /** The exit code (of a container that one was attached to: 0 at its end); rejects when the session broke. */
  readonly exited: Promise<number>;
  close(): void;
  /** Back-pressure, where the engine can: stops and resumes reading the command's output. */
  pause?(): void;
  resume?(): void;
}

/** A way to the ports of one pod; each connection is a stream of bytes of its own. */
export interface Forwarding {
  /** Resolves once the pod has taken the connection; rejects when nothing listens there. */
  connect(port: number): Promise<Duplex>;
  /** Aborted when the way was taken away (the pod is gone, the right was): its connections are cut, too. */
  readonly signal: AbortSignal;
  close(): void;
}

/** Usage over the last sample: CPU in millicores, memory in bytes (working set). */
export interface Usage {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

export interface PodUsage extends Usage {
  /** By container name; absent where only the whole is known. */
  readonly containers?: ReadonlyMap<string, Usage>;
}

/**
 * One engine, seen by one subject. Everything above the store talks to this only.
 *
 * Errors are `ClusterError`s with Kubernetes' reasons; `Forbidden` where the subject may not, and nothing is said
 * about what is there. Kinds are named as in manifests (`Deployment`; `Widget.example.com` for a custom one).
 */
export interface Cluster {
  readonly name: string;
  readonly engine: EngineName;
  readonly capabilities: Capabilities;
  readonly subject: Subject;

  /** The one place where policy is enforced and audit written: the same cluster, seen by somebody else. */
  as(subject: Subject): Cluster;
  kinds(): readonly KindDefinition[];
  /** Whether the subject may; the same policy that the verbs enforce. */
  can(verb: Verb, kind: string, at?: Partial<Name> & { readonly subresource?: string }): Promise<boolean>;
  /**
   * Hands in what is answered and not stored: a review (`SubjectAccessReview`, `TokenReview`, …), or a `TokenRequest` for
   * the ServiceAccount that `at` names. Throws `BadRequest` for any other kind.
   */
  ask(question: Manifest, at?: Partial<Name>): Promise<KubeObject>;

  get<K extends string>(kind: K, at: Name, options?: ReadOptions): Promise<ObjectOf<K>>;
  list<K extends string>(kind: K, options?: ListOptions): Promise<List<ObjectOf<K>>>;
  /** In batches, in order, none missed; throws `Expired` when `since` is too old or the reader too slow. */
  watch<K extends string>(kind: K, options?: WatchOptions): AsyncIterable<readonly WatchEvent<ObjectOf<K>>[]>;

  create<K extends string>(kind: K, manifest: Manifest, options?: WriteOptions): Promise<ObjectOf<K>>;
  /** Needs `metadata.resourceVersion` of what was read; `Conflict` when it changed since (left out: overwrites). */
  update<K extends string>(kind: K, object: ObjectOf<K>, options?: UpdateOptions): Promise<ObjectOf<K>>;
  patch<K extends string>(kind: K, at: Name, patch: Patch, options?: UpdateOptions): Promise<ObjectOf<K>>;
  /** Create or update, three-way: fields that an earlier apply set and this one lacks are removed. */
  apply(manifest: Manifest, options?: WriteOptions): Promise<Applied>;
  delete(kind: string, at: Name, options?: DeleteOptions): Promise<KubeObject>;
  /** Deletes every object that is selected, one after the other, and answers with those: a failure ends it half-way. */
  deleteCollection<K extends string>(kind: K, options?: DeleteCollectionOptions): Promise<List<ObjectOf<K>>>;
  /** Deletes the pod unless a PodDisruptionBudget says no (`TooManyRequests`). */
  evict(pod: Name, options?: DeleteOptions): Promise<void>;
  /** Binds a pod to a node, as the `binding` subresource does; `Conflict` when it is bound already. */
  bind(pod: Name & { readonly uid?: string }, node: string): Promise<void>;

  /** A first piece may be empty: it says that the log is open, however long its container is silent. */
  logs(pod: Name, options?: LogOptions): AsyncIterable<Uint8Array>;
  exec(pod: Name, options: ExecOptions): Promise<ExecSession>;
  /** Joins a container that runs: what it writes from now on, and its input where it was given one. */
  attach(pod: Name, options: AttachOptions): Promise<ExecSession>;
  portForward(pod: Name): Promise<Forwarding>;
  /** By pod (`namespace/name`) and by node name; what is unknown is absent. */
  usage(): Promise<{ readonly pods: ReadonlyMap<string, PodUsage>; readonly nodes: ReadonlyMap<string, Usage> }>;
  /** What an object was, newest first. */
  history(kind: string, at: Name, options?: { readonly limit?: number }): Promise<readonly Revision[]>;
}

export interface Revision {
  readonly resourceVersion: string;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly atMs: number;
  readonly object: KubeObject;
}

export type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete" | "deletecollection";

import { builtInKinds } from "@/server/objects/registry";
import type { KubeObject, Manifest, ObjectOf, Pod } from "@/server/objects/types";
import type { Action, Outcome } from "./actions";
import { isSame } from "./hash";

/**
 * A little engine for tests of pure decisions: carries actions out on plain objects, one by one, so that a test can
 * stop between any two as a crash would. Pods that are deleted wait for their kubelet (`end`).
 */
export class TestWorld {
  nowMs = Date.parse("2026-01-01T00:00:00Z");
  readonly #objects = new Map<string, KubeObject>();
  #revision = 1;

  constructor(...objects: readonly KubeObject[]) {
    for (const object of objects) this.put(object);
  }

  get timestamp(): string {
    return `${new Date(this.nowMs).toISOString().slice(0, 19)}Z`;
  }

  put(object: KubeObject): void {
    const metadata = { ...object.metadata, resourceVersion: String(this.#revision++) };
    this.#objects.set(keyOf(object), { ...object, metadata });
  }

  all<K extends string>(kind: K): ObjectOf<K>[] {
    return [...this.#objects.values()].filter((object) => object.kind === kind) as ObjectOf<K>[];
  }

  one<K extends string>(kind: K): ObjectOf<K> {
    const [first] = this.all(kind);
    if (!first) throw new Error(`there is no ${kind}`);
    return first;
  }

  has(kind: string, name: string): boolean {
    return this.all<string>(kind).some(({ metadata }) => metadata.name === name);
  }

  /** Carries out the outcome; with `most`, only that many writes, as if the process died then. */
  run(outcome: Outcome, most = Number.POSITIVE_INFINITY): void {
    const all = [...outcome.actions, ...(outcome.afterwards?.(undefined) ?? [])];
    for (const action of all.slice(0, most)) this.#perform(action);
  }

  /** Gone at once, whatever held it. */
  remove(object: KubeObject): void {
    this.#objects.delete(keyOf(object));
  }

  /** What a kubelet does to a pod. */
  setPod(pod: Pod, status: Pod["status"]): void {
    this.put({ ...pod, status: { ...pod.status, ...status } });
  }

  becomeReady(pod: Pod): void {
    const ready = { type: "Ready", status: "True" as const, lastTransitionTime: this.timestamp };
    this.setPod(pod, { phase: "Running", conditions: [ready] });
  }

  /** A pod that was being deleted has ended. */
  end(pod: Pod): void {
    const finalizers = this.all("Pod").find(({ metadata }) => metadata.uid === pod.metadata.uid)?.metadata.finalizers;
    if (!finalizers?.length) this.#objects.delete(keyOf(pod));
  }

  /** Takes away what nothing holds any more. */
  forget(object: KubeObject): void {
    if (!object.metadata.finalizers?.length) this.#objects.delete(keyOf(object));
  }

  #perform(action: Action): void {
    if (action.do === "create") this.#create(action.manifest);
    if (action.do === "delete") this.#delete(action.object);
    if (action.do === "update") this.#update(action.object, action.subresource === "status");
  }

  #create(manifest: Manifest): void {
    const { managedFields: _owners, ...given } = manifest.metadata;
    const { name = "", namespace } = given;
    if (this.has(manifest.kind, name)) return;
    const uid = `${manifest.kind}-${name}-${this.#revision}`;
    const metadata = {
      ...given,
      name,
      namespace,
      uid,
      resourceVersion: "",
      creationTimestamp: this.timestamp,
    };
    const object: KubeObject = { ...manifest, metadata: { ...metadata, generation: 1 } };
    const kind = builtInKinds.find((one) => one.kind === manifest.kind);
    this.put(kind ? kind.defaults(object) : object);
  }

  #delete(object: KubeObject): void {
    const there = this.#objects.get(keyOf(object));
    if (there?.metadata.uid !== object.metadata.uid) return;
    const isHeld = there.kind === "Pod" || (there.metadata.finalizers ?? []).length > 0;
    if (!isHeld) this.#objects.delete(keyOf(object));
    else this.put({ ...there, metadata: { ...there.metadata, deletionTimestamp: this.timestamp } });
  }

  #update(object: KubeObject, isStatus: boolean): void {
    const there = this.#objects.get(keyOf(object));
    if (there?.metadata.uid !== object.metadata.uid) return;
    if (isStatus) {
      this.put({ ...there, status: object.status });
      return;
    }
    const generation = (there.metadata.generation ?? 1) + (isSame(there.spec, object.spec) ? 0 : 1);
    this.put({ ...object, status: there.status, metadata: { ...object.metadata, generation } });
  }
}

function keyOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
}

import type { KindDefinition } from "../kind";
import { controllerReference } from "../meta";
import type { KubeObject, Metadata } from "../types";

/** What every built object was created at, unless told. */
export const builtAt = "2026-01-01T00:00:00Z";

/** An identity that is the same for the same name at every run. */
export function uidFor(...parts: readonly string[]): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (const char of parts.join("/")) {
    a = Math.imul(a ^ (char.codePointAt(0) ?? 0), 0x01000193);
    b = Math.imul(b ^ (char.codePointAt(0) ?? 0), 0x85ebca6b) ^ (a >>> 13);
  }
  const hex = (part: number) => (part >>> 0).toString(16).padStart(8, "0");
  const text = hex(a) + hex(b) + hex(a ^ b) + hex(Math.imul(a, 31) ^ b);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20, 32)}`;
}

export function metadataFor(kind: string, name: string, namespace?: string): Metadata {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: uidFor(kind, namespace ?? "", name),
    resourceVersion: "1",
    creationTimestamp: builtAt,
  };
}

/** A stored object that reads like a sentence. Every step gives a new builder; `build` gives a complete object. */
export class Builder<T extends KubeObject> {
  constructor(
    protected readonly kind: KindDefinition,
    protected readonly object: T,
  ) {}

  /** Any other change. */
  with(edit: (draft: T) => void): this {
    const draft = structuredClone(this.object);
    edit(draft);
    const Same = this.constructor as new (kind: KindDefinition, object: T) => this;
    return new Same(this.kind, draft);
  }

  in(namespace: string): this {
    return this.with(({ kind, metadata }) => {
      metadata.namespace = namespace;
      metadata.uid = uidFor(kind, namespace, metadata.name);
    });
  }

  labelled(labels: Readonly<Record<string, string>>): this {
    return this.with(({ metadata }) => {
      metadata.labels = { ...metadata.labels, ...labels };
    });
  }

  annotated(annotations: Readonly<Record<string, string>>): this {
    return this.with(({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, ...annotations };
    });
  }

  withUid(uid: string): this {
    return this.with(({ metadata }) => {
      metadata.uid = uid;
    });
  }

  atRevision(revision: number): this {
    return this.with(({ metadata }) => {
      metadata.resourceVersion = String(revision);
    });
  }

  atGeneration(generation: number): this {
    return this.with(({ metadata }) => {
      metadata.generation = generation;
    });
  }

  createdAt(time: string): this {
    return this.with(({ metadata }) => {
      metadata.creationTimestamp = time;
    });
  }

  /** On its way out. */
  deletedAt(time: string, graceSeconds = 30): this {
    return this.with(({ metadata }) => {
      metadata.deletionTimestamp = time;
      metadata.deletionGracePeriodSeconds = graceSeconds;
    });
  }

  finalizedBy(...finalizers: string[]): this {
    return this.with(({ metadata }) => {
      metadata.finalizers = [...(metadata.finalizers ?? []), ...finalizers];
    });
  }

  /** Managed by `owner`, as its controller makes it. */
  ownedBy(owner: KubeObject): this {
    return this.with(({ metadata }) => {
      metadata.ownerReferences = [...(metadata.ownerReferences ?? []), controllerReference(owner)];
    });
  }

  build(): T {
    return this.kind.defaults(this.object) as T;
  }
}

import type { KubeObject } from "@/server/objects/types";
import type { Change, Key } from "./store";

interface ChangeFields {
  readonly revision: number;
  readonly type: Change["type"];
  readonly key: Key;
  readonly object: KubeObject;
  readonly previous?: KubeObject;
}

/** A change as it is shared: by the batch that stores it and by every watcher that sees it. */
export class StoredChange implements Change {
  readonly revision: number;
  readonly type: Change["type"];
  readonly key: Key;
  readonly object: KubeObject;
  declare readonly previous?: KubeObject;
  #json: string | undefined;

  constructor(fields: ChangeFields) {
    this.revision = fields.revision;
    this.type = fields.type;
    this.key = fields.key;
    this.object = fields.object;
    if (fields.previous) this.previous = fields.previous;
  }

  json(): string {
    this.#json ??= JSON.stringify(this.object);
    return this.#json;
  }
}

/** A copy that carries the revision of its change; what the caller handed in stays as it was. */
export function stamped(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

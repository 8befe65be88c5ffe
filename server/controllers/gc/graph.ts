import type { KubeObject } from "@/server/objects/types";

/** Where an object lies, as a key of the queue. */
export interface Place {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

export function placeKey({ kind, namespace = "", name }: Place): string {
  return `${kind}|${namespace}|${name}`;
}

export function placeOf(key: string): Place {
  const [kind = "", namespace = "", ...name] = key.split("|");
  return { kind, namespace: namespace === "" ? undefined : namespace, name: name.join("|") };
}

/** Which objects name an owner, by the owner's uid. */
export class Dependents {
  readonly #byOwner = new Map<string, Map<string, Place>>();

  add(object: KubeObject, place: Place): void {
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      let places = this.#byOwner.get(uid);
      if (!places) {
        places = new Map();
        this.#byOwner.set(uid, places);
      }
      places.set(placeKey(place), place);
    }
  }

  remove(object: KubeObject, place: Place): void {
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const places = this.#byOwner.get(uid);
      places?.delete(placeKey(place));
      if (places?.size === 0) this.#byOwner.delete(uid);
    }
  }

  of(uid: string): readonly Place[] {
    return [...(this.#byOwner.get(uid)?.values() ?? [])];
  }
}

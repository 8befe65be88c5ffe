import type { KubeObject } from "@/server/objects/types";
import type { Key, Scope } from "./store";

/** One namespace of one resource: by name, in the order of names. The list is made when asked for and kept until a change. */
class Shelf {
  readonly byName = new Map<string, KubeObject>();
  #names: string[] | undefined;
  #items: readonly KubeObject[] | undefined;

  set(name: string, object: KubeObject): void {
    if (this.#names && !this.byName.has(name)) this.#names.splice(placeOf(this.#names, name), 0, name);
    this.byName.set(name, object);
    this.#items = undefined;
  }

  delete(name: string): void {
    if (!this.byName.delete(name)) return;
    if (this.#names) this.#names.splice(placeOf(this.#names, name), 1);
    this.#items = undefined;
  }

  list(): readonly KubeObject[] {
    if (this.#items) return this.#items;
    this.#names ??= [...this.byName.keys()].sort();
    const items: KubeObject[] = [];
    for (const name of this.#names) {
      const object = this.byName.get(name);
      if (object) items.push(object);
    }
    this.#items = items;
    return items;
  }
}

class Room {
  readonly shelves = new Map<string, Shelf>();
  items: readonly KubeObject[] | undefined;
}

/** The first index whose name is not before `name`. */
function placeOf(names: readonly string[], name: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? "") < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

const nothing: readonly KubeObject[] = [];

/** What is, by resource, namespace and name. Lists are in the order of namespace and name, shared, and never written to. */
export class Shelves {
  readonly #rooms = new Map<string, Room>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get(key: Key): KubeObject | undefined {
    return this.#rooms.get(key.resource)?.shelves.get(key.namespace)?.byName.get(key.name);
  }

  set(key: Key, object: KubeObject): void {
    const room = getOrMake(this.#rooms, key.resource, () => new Room());
    const shelf = getOrMake(room.shelves, key.namespace, () => new Shelf());
    if (!shelf.byName.has(key.name)) this.#count++;
    shelf.set(key.name, object);
    room.items = undefined;
  }

  delete(key: Key): void {
    const room = this.#rooms.get(key.resource);
    const shelf = room?.shelves.get(key.namespace);
    if (!room || !shelf?.byName.has(key.name)) return;
    shelf.delete(key.name);
    this.#count--;
    room.items = undefined;
    if (shelf.byName.size === 0) room.shelves.delete(key.namespace);
    if (room.shelves.size === 0) this.#rooms.delete(key.resource);
  }

  clear(): void {
    this.#rooms.clear();
    this.#count = 0;
  }

  list({ resource, namespace, name }: Scope): readonly KubeObject[] {
    if (resource === undefined) {
      return [...this.#rooms.keys()].sort().flatMap((each) => this.list({ resource: each, namespace, name }));
    }
    const room = this.#rooms.get(resource);
    if (!room) return nothing;
    if (name !== undefined) return named(room, namespace, name);
    if (namespace !== undefined) return room.shelves.get(namespace)?.list() ?? nothing;
    room.items ??= [...room.shelves.keys()].sort().flatMap((each) => room.shelves.get(each)?.list() ?? nothing);
    return room.items;
  }
}

function named(room: Room, namespace: string | undefined, name: string): readonly KubeObject[] {
  const namespaces = namespace === undefined ? [...room.shelves.keys()].sort() : [namespace];
  return namespaces.flatMap((each) => room.shelves.get(each)?.byName.get(name) ?? nothing);
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const had = map.get(key);
  if (had !== undefined) return had;
  const made = make();
  map.set(key, made);
  return made;
}

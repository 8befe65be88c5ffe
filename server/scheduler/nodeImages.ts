import type { Node } from "@/server/objects/types";

type Image = NonNullable<NonNullable<Node["status"]>["images"]>[number];

/** Images that nodes already have: name → size, and on how many nodes. */
export class NodeImages {
  readonly #rows = new Map<number, ReadonlyMap<string, number>>();
  readonly #nodeCounts = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  sizeOf(row: number, image: string): number {
    return this.#rows.get(row)?.get(image) ?? 0;
  }

  nodesWith(image: string): number {
    return this.#nodeCounts.get(image) ?? 0;
  }

  write(row: number, images: readonly Image[]): void {
    for (const name of this.#rows.get(row)?.keys() ?? []) this.#count(name, -1);
    const sizes = new Map<string, number>();
    for (const { names = [], sizeBytes = 0 } of images) for (const name of names) sizes.set(name, sizeBytes);
    if (sizes.size > 0) this.#rows.set(row, sizes);
    else this.#rows.delete(row);
    for (const name of sizes.keys()) this.#count(name, 1);
  }

  #count(name: string, by: 1 | -1): void {
    const count = this.nodesWith(name) + by;
    if (count > 0) this.#nodeCounts.set(name, count);
    else this.#nodeCounts.delete(name);
  }
}

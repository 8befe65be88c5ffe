import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "@/server/lib/clock";
import type { KindDefinition } from "@/server/objects/kind";
import { groupVersionOf, type Offer, offersOf } from "../offers";
import { type Kept, keep } from "../respond";
import { version } from "../version";
import { partsOf } from "./document";
import { modelsOf } from "./models";
import { keptMs, PublishedFile } from "./published";
import { openApiV2 } from "./v2";
import { openApiV3 } from "./v3";

const release = `v${version.major}.${version.minor}`;

/**
 * The OpenAPI documents of whatever kinds there are: made when they are asked for, kept as texts for a while, and then
 * let go. What stays are their hashes, which the index names.
 */
export class OpenApi {
  readonly #published: PublishedFile;
  readonly #clock: Clock;
  readonly #hashes = new WeakMap<readonly KindDefinition[], Promise<ReadonlyMap<string, string>>>();
  #texts = new WeakMap<readonly KindDefinition[], Map<string, Promise<Kept>>>();
  #cancel = () => {};

  constructor({ file, clock }: { readonly file: string; readonly clock: Clock }) {
    this.#published = new PublishedFile(file, clock);
    this.#clock = clock;
  }

  /** `/openapi/v2`. */
  v2(kinds: readonly KindDefinition[]): Promise<Kept> {
    return this.#kept(kinds, "v2", async () => {
      const models = modelsOf(await this.#published.read(), kinds);
      return keep(JSON.stringify(openApiV2(partsOf(offersOf(kinds), models), release)), "application/json");
    });
  }

  /** `/openapi/v3`: where the document of each group and version is, its content's hash in the address. */
  async index(kinds: readonly KindDefinition[]): Promise<Kept> {
    let hashes = this.#hashes.get(kinds);
    if (!hashes) {
      hashes = this.#hashAll(kinds);
      this.#hashes.set(kinds, hashes);
      hashes.catch(() => this.#hashes.delete(kinds));
    }
    const paths = Object.fromEntries(
      [...(await hashes)].map(([path, hash]) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }]),
    );
    return keep(JSON.stringify({ paths }), "application/json");
  }

  /** `/openapi/v3/apis/apps/v1` by `apis/apps/v1`; undefined when there is no such group and version. */
  v3(kinds: readonly KindDefinition[], path: string): Promise<Kept> | undefined {
    const offers = offersOf(kinds).filter((offer) => pathOf(offer) === path);
    if (offers.length === 0) return undefined;
    return this.#kept(kinds, path, async () => {
      const models = modelsOf(await this.#published.read(), kinds);
      return keep(JSON.stringify(openApiV3(partsOf(offers, models), release)), "application/json");
    });
  }

  /** One document a turn of the loop: all of them at once would hold up everyone else. */
  async #hashAll(kinds: readonly KindDefinition[]): Promise<ReadonlyMap<string, string>> {
    const hashes = new Map<string, string>();
    for (const path of new Set(offersOf(kinds).map(pathOf))) {
      const made = await this.v3(kinds, path);
      if (made) hashes.set(path, made.etag);
      await nextTurn();
    }
    return hashes;
  }

  #kept(kinds: readonly KindDefinition[], name: string, make: () => Promise<Kept>): Promise<Kept> {
    this.#cancel();
    this.#cancel = this.#clock.after(keptMs, () => this.#forget());
    const texts = this.#texts.get(kinds) ?? new Map<string, Promise<Kept>>();
    this.#texts.set(kinds, texts);
    const made = texts.get(name) ?? make();
    texts.set(name, made);
    made.catch(() => texts.delete(name));
    return made;
  }

  #forget(): void {
    this.#texts = new WeakMap();
  }
}

function pathOf(offer: Offer): string {
  return `${offer.group === "" ? "api" : "apis"}/${groupVersionOf(offer)}`;
}

import { ClusterError } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";
import { badRequest } from "./refusals";

export interface Page {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

interface Snapshot {
  readonly items: readonly KubeObject[];
  readonly revision: number;
}

/** Lists under way that are kept; beyond that the oldest is forgotten and its reader starts again. */
const kept = 32;

/**
 * Lists in pages, all of one list as of one revision. The rest of a list is kept (references only) until it was read;
 * a token of a list that is no longer kept, or of another process, is `Expired`, as in Kubernetes.
 */
export class Pages {
  readonly #snapshots = new Map<string, Snapshot>();

  /** `query` names what is listed (kind, namespace, selectors): a token is good for the same question only. */
  first(query: string, snapshot: Snapshot, limit: number): Page {
    return this.#page(query, snapshot, { start: 0, limit });
  }

  next(query: string, token: string, limit: number): Page {
    const { start, revision } = decode(token);
    const snapshot = this.#snapshots.get(`${revision} ${query}`);
    if (!snapshot) {
      const says =
        "The provided continue parameter is too old to display a consistent list result. " +
        "You must start a new list without the continue parameter.";
      throw new ClusterError("Expired", { says });
    }
    return this.#page(query, snapshot, { start, limit });
  }

  #page(query: string, snapshot: Snapshot, { start, limit }: { start: number; limit: number }): Page {
    const end = limit > 0 ? start + limit : snapshot.items.length;
    const remainingItemCount = snapshot.items.length - end;
    const resourceVersion = String(snapshot.revision);
    if (remainingItemCount <= 0) {
      if (start > 0) this.#snapshots.delete(`${resourceVersion} ${query}`);
      return { items: start === 0 ? snapshot.items : snapshot.items.slice(start), resourceVersion };
    }
    this.#keep(`${resourceVersion} ${query}`, snapshot);
    const token = encode({ revision: snapshot.revision, start: end });
    return { items: snapshot.items.slice(start, end), resourceVersion, continue: token, remainingItemCount };
  }

  #keep(key: string, snapshot: Snapshot): void {
    this.#snapshots.delete(key);
    this.#snapshots.set(key, snapshot);
    const oldest = this.#snapshots.keys().next();
    if (this.#snapshots.size > kept && !oldest.done) this.#snapshots.delete(oldest.value);
  }
}

function encode(place: { revision: number; start: number }): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

function decode(token: string): { revision: number; start: number } {
  try {
    const place: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    const { revision, start } = place as { revision: unknown; start: unknown };
    if (Number.isSafeInteger(revision) && Number.isSafeInteger(start) && Number(start) > 0)
      return { revision: Number(revision), start: Number(start) };
  } catch {
    // Said below, with all the other ways in which a token can be wrong.
  }
  throw badRequest("continue key is not valid: it must be the token of an earlier list, unchanged");
}

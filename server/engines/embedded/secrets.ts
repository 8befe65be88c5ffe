import type { KindDefinition } from "@/server/objects/kind";
import { lastApplied } from "@/server/objects/patch/clientSideApplied";
import type { KubeObject, Secret } from "@/server/objects/types";

/** Seals the values of a Secret; the names of its keys stay readable. */
export interface Sealer {
  seal(secret: Secret): Secret;
  unseal(secret: Secret): Secret;
}

/** What stands in for a value that is not shown: base64 of eight stars, so that the object stays a valid Secret. */
const mask = "KioqKioqKio=";

export function isSecret(kind: Pick<KindDefinition, "group" | "kind">): boolean {
  return kind.group === "" && kind.kind === "Secret";
}

/** Between the store, which holds Secrets sealed, and everyone else. Other kinds pass as they are. */
export class SecretBox {
  readonly #sealer: Sealer;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  /** As it enters the store. */
  close(kind: KindDefinition, object: KubeObject): KubeObject {
    return isSecret(kind) ? this.#sealer.seal(object as Secret) : object;
  }

  /** As a reader gets it who may read its values. */
  open(kind: KindDefinition, object: KubeObject): KubeObject {
    return isSecret(kind) ? this.#sealer.unseal(object as Secret) : object;
  }
}

/** Keys without values: for readers that may not get them, for the audit, and for history. */
export function masked(object: KubeObject): KubeObject {
  if (object.kind !== "Secret" || object.apiVersion !== "v1") return object;
  const secret = withoutAppliedValues(object) as Secret;
  const { data, stringData: _clear, ...rest } = secret;
  return data ? { ...rest, data: Object.fromEntries(Object.keys(data).map((name) => [name, mask])) } : rest;
}

/**
 * A Secret whose last-applied configuration names its keys and holds no value. Names are all that apply needs of it: it
 * removes what an earlier apply set and this one lacks; what changed is told from the stored object itself.
 */
export function withoutAppliedValues(object: KubeObject): KubeObject {
  const applied = object.kind === "Secret" ? object.metadata.annotations?.[lastApplied] : undefined;
  if (applied === undefined) return object;
  const annotations = { ...object.metadata.annotations, [lastApplied]: namesOnly(applied) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function namesOnly(applied: string): string {
  try {
    const manifest: unknown = JSON.parse(applied);
    if (typeof manifest !== "object" || manifest === null) return "{}";
    const blank = (values: unknown) =>
      Object.fromEntries(Object.keys(typeof values === "object" && values ? values : {}).map((name) => [name, ""]));
    const { data, stringData, ...rest } = manifest as Record<string, unknown>;
    return JSON.stringify({
      ...rest,
      ...(data ? { data: blank(data) } : {}),
      ...(stringData ? { stringData: blank(stringData) } : {}),
    });
  } catch {
    return "{}";
  }
}

import { ClusterError } from "@/server/lib/errors";
import type { Key, Scope } from "./store";

/** In UTF-8: an index row of Postgres holds 2,704 bytes, beside a key also a revision. */
const mostKeyBytes = 1_500;
/** Control characters and lone surrogates: the log separates fields by the former, UTF-8 cannot hold the latter. */
const unstorable = /[\p{Cc}\p{Cs}]/u;

/** One text for a key: resources and namespaces hold no slash, so it is never ambiguous. */
export function keyText({ resource, namespace, name }: Key): string {
  return `${resource}/${namespace}/${name}`;
}

/** Throws `BadRequest` for a key that no store could keep; one bad key must not fail the batch that it would join. */
export function checkKey(key: Key): void {
  const text = keyText(key);
  const isSound =
    key.resource !== "" &&
    key.name !== "" &&
    !key.resource.includes("/") &&
    !key.namespace.includes("/") &&
    Buffer.byteLength(text) <= mostKeyBytes &&
    !unstorable.test(text);
  if (isSound) return;
  const shown = JSON.stringify(text.slice(0, 200));
  throw new ClusterError("BadRequest", { says: `${shown} cannot be the place of an object. Nothing was stored.` });
}

export function isInScope(scope: Scope, key: Key): boolean {
  return (
    (scope.resource === undefined || scope.resource === key.resource) &&
    (scope.namespace === undefined || scope.namespace === key.namespace) &&
    (scope.name === undefined || scope.name === key.name)
  );
}

import { forbidden } from "@/server/access/policy";
import type { Revision } from "@/server/cluster/cluster";
import { keyOf, storeOf } from "./engine";
import { type Asked, authorise } from "./guard";
import { masked } from "./secrets";
import type { Who } from "./views";

const most = 1_000;

/** What an object was, newest first, as far as the change log goes; values of Secrets are not shown. */
export async function history(
  { engine, subject }: Who,
  asked: Asked & { readonly name: string },
  { limit = 100 }: { readonly limit?: number },
): Promise<readonly Revision[]> {
  const { kind, namespace, name } = asked;
  const { sees } = await authorise(engine, subject, asked);
  const key = keyOf(kind, { namespace, name });
  const changes = await storeOf(engine, kind).history(key, { limit: Math.min(limit, most) });
  const shown = sees ? changes.filter(({ object }) => sees(object)) : changes;
  if (changes.length > 0 && shown.length === 0)
    throw forbidden(subject, { verb: "get", group: kind.group, resource: kind.plural, namespace, name });
  return shown.map(({ revision, type, object, atMs }) => ({
    resourceVersion: String(revision),
    type,
    atMs,
    object: masked(object),
  }));
}

import type { Cluster } from "@/server/cluster/cluster";
import type { Manifest } from "@/server/objects/types";
import { readJson } from "./body";
import { badBody, type Exchange, nameIn } from "./exchange";
import { type Offer, reviews } from "./offers";
import { parseResourcePath } from "./requestPath";
import { sendJson } from "./respond";

/** The review that a path asks for, and in which namespace; undefined for any other path. */
export function reviewAt(pathname: string): { readonly kind: Offer; readonly namespace?: string } | undefined {
  const path = parseResourcePath(pathname);
  if (!path || path.name !== undefined) return undefined;
  const kind = reviews.find(
    (one) => one.plural === path.resource && one.group === path.group && one.version === path.version,
  );
  if (!kind || kind.isNamespaced !== (path.namespace !== undefined)) return undefined;
  return { kind, ...(path.namespace !== undefined && { namespace: path.namespace }) };
}

/** The same question with its status: the engine answers, by the same policy that the verbs enforce. */
export function review(cluster: Cluster, body: unknown, at: NonNullable<ReturnType<typeof reviewAt>>): Promise<object> {
  const { kind, namespace } = at;
  return cluster.ask(questionIn(body, `${kind.group}/${kind.version}`, kind.kind), { namespace });
}

/** `POST …/serviceaccounts/NAME/token`. */
export async function token(exchange: Exchange): Promise<void> {
  const { cluster, request, response } = exchange;
  const question = questionIn(await readJson(request), "authentication.k8s.io/v1", "TokenRequest");
  sendJson(response, 201, await cluster.ask(question, nameIn(exchange)));
}

function questionIn(body: unknown, apiVersion: string, kind: string): Manifest {
  if (body !== undefined && (typeof body !== "object" || body === null || Array.isArray(body)))
    throw badBody("the body must be one object");
  const { metadata, spec } = (body ?? {}) as { metadata?: unknown; spec?: unknown };
  for (const [name, part] of Object.entries({ metadata, spec }))
    if (part !== undefined && part !== null && (typeof part !== "object" || Array.isArray(part)))
      throw badBody(`${name} must be an object`);
  return { apiVersion, kind, metadata: (metadata ?? {}) as Manifest["metadata"], spec: spec ?? {} };
}

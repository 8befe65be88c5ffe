import type { Cluster } from "@/server/cluster/cluster";
import type { Manifest } from "@/server/objects/types";
import { readJson } from "./body";
import type { Discovered } from "./discovery";
import { badBody, type Exchange, nameIn } from "./exchange";
import { parseResourcePath } from "./requestPath";
import { sendJson } from "./respond";

const authorization = "authorization.k8s.io";
const authentication = "authentication.k8s.io";

/** What is asked and not stored, as discovery tells it: `create` is the one verb. */
export const reviewKinds: readonly Discovered[] = [
  reviewKind(authorization, "LocalSubjectAccessReview", true),
  reviewKind(authorization, "SelfSubjectAccessReview"),
  reviewKind(authorization, "SelfSubjectRulesReview"),
  reviewKind(authorization, "SubjectAccessReview"),
  reviewKind(authentication, "SelfSubjectReview"),
  reviewKind(authentication, "TokenReview"),
];

function reviewKind(group: string, kind: string, isNamespaced = false): Discovered {
  const singular = kind.toLowerCase();
  return {
    ...{ group, version: "v1", kind, singular, plural: `${singular}s`, isNamespaced },
    ...{ shortNames: [], subresources: [], verbs: ["create"] },
  };
}

/** The review that a path asks for, and in which namespace; undefined for any other path. */
export function reviewAt(pathname: string): { readonly kind: Discovered; readonly namespace?: string } | undefined {
  const path = parseResourcePath(pathname);
  if (!path || path.name !== undefined) return undefined;
  const kind = reviewKinds.find(
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
  const question = questionIn(await readJson(request), `${authentication}/v1`, "TokenRequest");
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

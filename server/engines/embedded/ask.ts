import { forbidden } from "@/server/access/policy";
import { accessReviews, userInfo } from "@/server/access/reviews";
import type { Name } from "@/server/cluster/cluster";
import type { Subject } from "@/server/cluster/subject";
import { timestamp } from "@/server/lib/clock";
import type { KubeObject, Manifest } from "@/server/objects/types";
import type { Engine } from "./engine";
import { badRequest } from "./refusals";
import { requestToken } from "./requestToken";
import type { Who } from "./views";

const authorization = "authorization.k8s.io";
const authentication = "authentication.k8s.io";

/** Answers a review or a TokenRequest; nothing is stored. */
export async function ask(who: Who, question: Manifest, at: Partial<Name>): Promise<KubeObject> {
  const { engine, subject } = who;
  const { apiVersion, kind } = question;
  if (apiVersion === `${authentication}/v1` && kind === "TokenRequest") return requestToken(who, question, at);
  const group = apiVersion.split("/")[0] ?? "";
  const answer = apiVersion.endsWith("/v1") ? answerOf(group, kind) : undefined;
  if (!answer) throw badRequest(`no matches for kind "${kind}" in version "${apiVersion}"`);
  await mayAsk(engine, subject, { group, kind, namespace: at.namespace });
  const { metadata, ...rest } = question;
  return { ...rest, metadata: (metadata ?? {}) as KubeObject["metadata"], ...(await answer(who, question, at)) };
}

type Answer = (who: Who, question: Manifest, at: Partial<Name>) => Promise<object>;

function answerOf(group: string, kind: string): Answer | undefined {
  if (group === authorization && Object.hasOwn(accessReviews, kind))
    return async ({ engine, subject }, question, { namespace }) => ({
      status: await accessReviews[kind]?.(question, { policy: engine.policy, subject, namespace }),
    });
  if (group !== authentication) return undefined;
  if (kind === "TokenReview") return reviewToken;
  return kind === "SelfSubjectReview" ? reviewSelf : undefined;
}

async function reviewSelf({ engine, subject }: Who): Promise<object> {
  return { metadata: { creationTimestamp: timestamp(engine.clock) }, status: { userInfo: userInfo(subject) } };
}

async function reviewToken({ engine }: Who, { spec }: Manifest): Promise<object> {
  const { token = "", audiences } = (spec ?? {}) as { token?: string; audiences?: readonly string[] };
  if (token === "") throw badRequest("token is required for TokenReview in authentication");
  const found = await engine.identify(token, audiences);
  if (typeof found === "string") return { status: { user: {}, error: found } };
  const { subject, audiences: meant } = found;
  return { status: { authenticated: true, user: userInfo(subject), audiences: meant } };
}

/** A review is a right like any other: of oneself everybody has it who signed in, of others almost nobody. */
async function mayAsk(
  engine: Engine,
  subject: Subject,
  { group, kind, namespace }: { group: string; kind: string; namespace?: string },
): Promise<void> {
  const isLocal = kind === "LocalSubjectAccessReview";
  if (isLocal && !namespace) throw badRequest("namespace is required on this type: LocalSubjectAccessReview");
  const resource = `${kind.toLowerCase()}s`;
  const asked = { verb: "create", group, resource, ...(isLocal && { namespace }) };
  const { isAllowed, reason } = await engine.policy.authorise(subject, asked);
  if (!isAllowed) throw forbidden(subject, asked, reason);
}

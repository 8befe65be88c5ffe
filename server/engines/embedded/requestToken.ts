import type { BoundTo, TokenClaims } from "@/server/access/serviceTokens";
import type { Name } from "@/server/cluster/cluster";
import { timestamp } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import type { KubeObject, Manifest, Pod } from "@/server/objects/types";
import { invalid } from "@/server/objects/validation/fieldErrors";
import { kindOf } from "./engine";
import { audited, authorise, mustNotRefuse } from "./guard";
import { badRequest, notFound } from "./refusals";
import type { Who } from "./views";

interface TokenRequestSpec {
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number;
  readonly boundObjectRef?: BoundObjectRef;
}

interface BoundObjectRef {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly name?: string;
  readonly uid?: string;
}

const usualSeconds = 3600;
const shortestSeconds = 10 * 60;
const longestSeconds = 2 ** 32;

/** A new token of a ServiceAccount, after Kubernetes' `token` subresource. Whoever may have one is the policy's to say. */
export async function requestToken(who: Who, question: Manifest, at: Partial<Name>): Promise<KubeObject> {
  const { engine, subject } = who;
  const kind = kindOf(engine, "ServiceAccount");
  const { namespace = "", name = "" } = at;
  const asked = { verb: "create", kind, subresource: "token", namespace, name } as const;
  const act = { verb: "token", kind, namespace, name } as const;
  return audited(who, act, async () => {
    const decision = await authorise(engine, subject, asked);
    mustNotRefuse(decision, { next: question as unknown as KubeObject }, { subject, asked });
    const { tokens, store, clock } = engine;
    if (!tokens) throw new ClusterError("Unavailable", { says: "this cluster has no key to sign tokens with" });
    const account = await store.get({ resource: "serviceaccounts", namespace, name });
    if (!account) throw notFound(kind, name);
    const spec = (question.spec ?? {}) as TokenRequestSpec;
    const audiences = spec.audiences?.length ? spec.audiences : [tokens.issuer];
    const expiresInSeconds = checkedSeconds(spec.expirationSeconds ?? usualSeconds);
    const bound = spec.boundObjectRef && (await boundTo(who, account, spec.boundObjectRef));
    const made = tokens.make({
      namespace,
      account: { name, uid: account.metadata.uid },
      audiences,
      expiresInSeconds,
      ...bound,
    });
    return {
      result: {
        apiVersion: question.apiVersion,
        kind: question.kind,
        metadata: { name, namespace, creationTimestamp: timestamp(clock) } as KubeObject["metadata"],
        spec: { ...spec, audiences, expirationSeconds: expiresInSeconds },
        status: { token: made.token, expirationTimestamp: `${new Date(made.expiresAtMs).toISOString().slice(0, 19)}Z` },
      },
    };
  });
}

function checkedSeconds(seconds: number): number {
  const detail =
    seconds < shortestSeconds
      ? "may not specify a duration less than 10 minutes"
      : seconds > longestSeconds
        ? "may not specify a duration larger than 2^32 seconds"
        : undefined;
  if (detail === undefined) return seconds;
  const fields = [invalid("spec.expirationSeconds", seconds, detail)];
  const says = `TokenRequest.authentication.k8s.io "" is invalid: ${fields[0]?.field}: ${fields[0]?.message}`;
  const about = { kind: "TokenRequest", group: "authentication.k8s.io" };
  throw new ClusterError("Invalid", { says, fields, about });
}

const boundKinds = { Pod: "pods", Secret: "secrets", Node: "nodes" } as const;

async function boundTo(
  { engine }: Who,
  account: KubeObject,
  { kind = "", apiVersion = "", name = "", uid }: BoundObjectRef,
): Promise<Pick<TokenClaims, "bound" | "node">> {
  const gvk = apiVersion.includes("/") ? apiVersion : `/${apiVersion}`;
  if (apiVersion !== "v1" || !Object.hasOwn(boundKinds, kind))
    throw badRequest(`cannot bind token to object of type ${gvk}, Kind=${kind}`);
  const boundKind = kind as BoundTo["kind"];
  const namespace = boundKind === "Node" ? "" : (account.metadata.namespace ?? "");
  const found = await engine.store.get({ resource: boundKinds[boundKind], namespace, name });
  if (!found) throw notFound(kindOf(engine, kind), name);
  const pod = boundKind === "Pod" ? (found as Pod) : undefined;
  if (pod && (pod.spec.serviceAccountName ?? "default") !== account.metadata.name)
    throw badRequest(
      `cannot bind token for serviceaccount "${account.metadata.name}" to pod running with different serviceaccount name.`,
    );
  if (uid && uid !== found.metadata.uid)
    throw new ClusterError("Conflict", {
      says: `Operation cannot be fulfilled on ${kind} "${name}": the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
      about: { kind, name },
    });
  const nodeName = pod?.spec.nodeName;
  const node = nodeName ? await engine.store.get({ resource: "nodes", namespace: "", name: nodeName }) : undefined;
  return {
    bound: { kind: boundKind, name, uid: found.metadata.uid },
    ...(nodeName && { node: { name: nodeName, ...(node && { uid: node.metadata.uid }) } }),
  };
}

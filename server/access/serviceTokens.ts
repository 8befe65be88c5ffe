import type { Subject } from "@/server/cluster/subject";
import type { Clock } from "@/server/lib/clock";
import type { Random } from "@/server/lib/random";
import type { KubeObject } from "@/server/objects/types";
import { type SigningKey, signJwt, verifyJwt } from "./jwt";

export const defaultIssuer = "https://kubernetes.default.svc.cluster.local";

/** An object that a token names: it is good only while that one is there. */
export interface BoundTo {
  readonly kind: "Pod" | "Secret" | "Node";
  readonly name: string;
  readonly uid: string;
}

export interface TokenClaims {
  readonly namespace: string;
  readonly account: { readonly name: string; readonly uid: string };
  readonly bound?: BoundTo;
  /** Where the pod that it is bound to runs. */
  readonly node?: { readonly name: string; readonly uid?: string };
  readonly audiences: readonly string[];
  readonly expiresInSeconds: number;
}

/** Reads what a token is good for; `resource` is a GroupResource. */
export type Look = (resource: string, at: { namespace?: string; name: string }) => Promise<KubeObject | undefined>;

export interface ServiceTokensOptions {
  readonly key: SigningKey;
  readonly issuer?: string;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Verified {
  readonly subject: Subject;
  readonly audiences: readonly string[];
}

/** So long after its deletion began, what a token is bound to still counts as there: the pod must be able to end well. */
const endMs = 60_000;

/** The tokens by which pods and programs speak as service accounts. They are not kept: a signature says that they are ours. */
export class ServiceTokens {
  readonly issuer: string;
  readonly #options: ServiceTokensOptions;

  constructor(options: ServiceTokensOptions) {
    this.issuer = options.issuer ?? defaultIssuer;
    this.#options = options;
  }

  /** What `/openid/v1/jwks` answers. */
  get keys(): object {
    return { keys: [this.#options.key.jwk] };
  }

  /** What `/.well-known/openid-configuration` answers. */
  get configuration(): object {
    return {
      issuer: this.issuer,
      jwks_uri: `${this.issuer}/openid/v1/jwks`,
      response_types_supported: ["id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["ES256"],
    };
  }

  make({ namespace, account, bound, node, audiences, expiresInSeconds }: TokenClaims): {
    readonly token: string;
    readonly expiresAtMs: number;
  } {
    const { key, clock, random } = this.#options;
    const now = Math.floor(clock.now() / 1000);
    const exp = now + expiresInSeconds;
    const reference = bound && { [bound.kind.toLowerCase()]: { name: bound.name, uid: bound.uid } };
    const token = signJwt(key, {
      aud: audiences,
      exp,
      iat: now,
      iss: this.issuer,
      jti: random.uuid(),
      "kubernetes.io": { namespace, ...(node && { node }), ...reference, serviceaccount: account },
      nbf: now,
      sub: `system:serviceaccount:${namespace}:${account.name}`,
    });
    return { token, expiresAtMs: exp * 1000 };
  }

  /**
   * Whose token this is, if it is ours, has not ended, is meant for one of the audiences, and its account and what it is
   * bound to are still the same ones. Otherwise a sentence that says why it is nobody's.
   */
  async verify(token: string, audiences: readonly string[], look: Look): Promise<Verified | string> {
    const { key, clock } = this.#options;
    const claims = verifyJwt(key, token) as Claims | undefined;
    if (!claims || claims.iss !== this.issuer) return "invalid bearer token";
    const now = clock.now() / 1000;
    if (!(claims.exp > now) || claims.nbf > now + 1) return "invalid bearer token, service account token has expired";
    const meant = (claims.aud ?? []).filter((one) => audiences.includes(one));
    if (meant.length === 0)
      return `invalid bearer token, token audiences ${JSON.stringify(claims.aud)} is invalid for the target audiences ${JSON.stringify(audiences)}`;
    const told = claims["kubernetes.io"];
    const { namespace, serviceaccount } = told;
    const stillThere = async (resource: string, at: { namespace?: string; name: string; uid?: string }) =>
      isStill(await look(resource, at), at.uid, clock.now());
    if (!(await stillThere("serviceaccounts", { namespace, ...serviceaccount })))
      return `service account ${namespace}/${serviceaccount.name} has been deleted`;
    const bound = [
      ["pods", told.pod && { namespace, ...told.pod }],
      ["secrets", told.secret && { namespace, ...told.secret }],
      ["nodes", told.pod ? undefined : told.node],
    ] as const;
    for (const [resource, at] of bound)
      if (at && !(await stillThere(resource, at))) return `${resource.slice(0, -1)} ${at.name} has been deleted`;
    return { subject: subjectOf(claims), audiences: meant };
  }
}

interface Claims {
  readonly iss: string;
  readonly aud?: readonly string[];
  readonly exp: number;
  readonly nbf: number;
  readonly jti: string;
  readonly "kubernetes.io": {
    readonly namespace: string;
    readonly serviceaccount: { readonly name: string; readonly uid: string };
    readonly pod?: { readonly name: string; readonly uid: string };
    readonly secret?: { readonly name: string; readonly uid: string };
    readonly node?: { readonly name: string; readonly uid?: string };
  };
}

function isStill(object: KubeObject | undefined, uid: string | undefined, nowMs: number): boolean {
  if (!object || (uid !== undefined && object.metadata.uid !== uid)) return false;
  const { deletionTimestamp } = object.metadata;
  return deletionTimestamp === undefined || Date.parse(deletionTimestamp) + endMs > nowMs;
}

/** Who a service account is to the policy, in Kubernetes' words. */
export function accountSubject(account: {
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
}): Subject {
  const { namespace, name, uid } = account;
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
    ...(uid && { uid }),
  };
}

function subjectOf({ jti, "kubernetes.io": told }: Claims): Subject {
  const { namespace, serviceaccount, pod, node } = told;
  const extra = {
    "authentication.kubernetes.io/credential-id": [`JTI=${jti}`],
    ...(node && { "authentication.kubernetes.io/node-name": [node.name] }),
    ...(node?.uid && { "authentication.kubernetes.io/node-uid": [node.uid] }),
    ...(pod && {
      "authentication.kubernetes.io/pod-name": [pod.name],
      "authentication.kubernetes.io/pod-uid": [pod.uid],
    }),
  };
  return { ...accountSubject({ namespace, ...serviceaccount }), extra };
}

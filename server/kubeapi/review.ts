import type { Cluster, Verb } from "@/server/cluster/cluster";

interface Review {
  readonly spec?: {
    readonly resourceAttributes?: {
      readonly verb?: string;
      readonly group?: string;
      readonly resource?: string;
      readonly subresource?: string;
      readonly namespace?: string;
      readonly name?: string;
    };
  };
}

/** `SelfSubjectAccessReview`: whether the one who asks may, by the same policy that the verbs enforce. */
export async function reviewOfSelf(cluster: Cluster, body: unknown): Promise<object> {
  const { spec = {} } = (typeof body === "object" && body !== null ? body : {}) as Review;
  const { verb = "", group = "", resource = "", subresource, namespace, name } = spec.resourceAttributes ?? {};
  const kind = cluster.kinds().find((one) => one.plural === resource && one.group === group);
  const at = { ...(namespace && { namespace }), ...(name && { name }), ...(subresource && { subresource }) };
  const kindName = kind && (kind.group ? `${kind.kind}.${kind.group}` : kind.kind);
  const allowed = kindName !== undefined && (await cluster.can(verb as Verb, kindName, at));
  return {
    kind: "SelfSubjectAccessReview",
    apiVersion: "authorization.k8s.io/v1",
    metadata: {},
    spec,
    status: { allowed },
  };
}

/** `SelfSubjectReview`: whom the API takes the one who asks for. */
export function whoIsAsking({ subject: { name, groups } }: Cluster): object {
  return {
    kind: "SelfSubjectReview",
    apiVersion: "authentication.k8s.io/v1",
    metadata: {},
    status: { userInfo: { username: name, groups } },
  };
}

import type { Subject } from "@/server/cluster/subject";
import { ClusterError, type FieldError } from "@/server/lib/errors";
import type { Manifest, PolicyRule } from "@/server/objects/types";
import { invalid } from "@/server/objects/validation/fieldErrors";
import type { Decision, Policy } from "./policyTypes";

/** Who asks for a review, and where. */
export interface Reviewer {
  readonly policy: Policy;
  readonly subject: Subject;
  /** Where a LocalSubjectAccessReview was handed in. */
  readonly namespace?: string;
}

interface ReviewSpec {
  readonly user?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  readonly namespace?: string;
  readonly resourceAttributes?: {
    readonly verb?: string;
    readonly group?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly nonResourceAttributes?: { readonly verb?: string; readonly path?: string };
}

type Review = (question: Manifest, reviewer: Reviewer) => Promise<object>;

/** The status of each kind of review of `authorization.k8s.io`, by the same policy that the verbs enforce. */
export const accessReviews: Readonly<Record<string, Review>> = {
  SelfSubjectAccessReview: async (question, { policy, subject }) => reviewOf(policy, subject, specOf(question)),
  SubjectAccessReview: async (question, { policy }) => {
    const spec = specOf(question);
    return reviewOf(policy, named(spec), spec);
  },
  LocalSubjectAccessReview: async (question, { policy, namespace }) => {
    const spec = specOf(question);
    checkLocal(spec, namespace);
    return reviewOf(policy, named(spec), spec);
  },
  SelfSubjectRulesReview: async (question, { policy, subject }) => {
    const { namespace } = specOf(question);
    if (!namespace) throw new ClusterError("BadRequest", { says: "no namespace on request" });
    return rulesStatus(await policy.rulesOf(subject, namespace), subject);
  },
};

function specOf({ spec }: Manifest): ReviewSpec {
  return typeof spec === "object" && spec !== null ? (spec as ReviewSpec) : {};
}

async function reviewOf(policy: Policy, subject: Subject, spec: ReviewSpec): Promise<object> {
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  if ((resource === undefined) === (path === undefined)) {
    const shown = path ? { Path: path.path ?? "", Verb: path.verb ?? "" } : null;
    const detail = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    throw refused([invalid("spec", shown, detail)]);
  }
  return statusOf(resource ? await aboutResource(policy, subject, resource) : await aboutPath(policy, subject, path));
}

function aboutResource(policy: Policy, subject: Subject, asked: NonNullable<ReviewSpec["resourceAttributes"]>) {
  const { verb = "", group = "", resource = "", subresource, namespace, name } = asked;
  return policy.authorise(subject, {
    verb,
    group,
    resource,
    ...(subresource && { subresource }),
    ...(namespace && { namespace }),
    ...(name && { name }),
  });
}

function aboutPath(policy: Policy, subject: Subject, asked: ReviewSpec["nonResourceAttributes"]) {
  return policy.authorisePath(subject, { verb: asked?.verb ?? "", path: asked?.path ?? "" });
}

function statusOf({ isAllowed, reason }: Decision): object {
  return { allowed: isAllowed, ...(reason && { reason }) };
}

/** Whom a review is about: nobody's word but the reviewer's, so that it needs a right of its own. */
function named({ user = "", uid, groups = [], extra }: ReviewSpec): Subject {
  if (user === "" && groups.length === 0)
    throw refused([invalid("spec.user", user, "at least one of user or group must be specified")]);
  return { name: user, groups, ...(uid && { uid }), ...(extra && { extra }) };
}

function checkLocal({ resourceAttributes, nonResourceAttributes }: ReviewSpec, namespace = ""): void {
  if (nonResourceAttributes) {
    const { path = "", verb = "" } = nonResourceAttributes;
    const field = "spec.nonResourceAttributes";
    throw refused([invalid(field, { Path: path, Verb: verb }, "disallowed on this kind of request")]);
  }
  const asked = resourceAttributes?.namespace ?? "";
  if (resourceAttributes && asked !== namespace)
    throw refused([invalid("spec.resourceAttributes.namespace", asked, "must match metadata.namespace")]);
}

/** The platform's own parts have no rules: what they may do is said by code. */
function rulesStatus(rules: readonly PolicyRule[], { groups }: Subject): object {
  const isUnruled = groups.includes("system:nodes") || groups.includes("system:gateways");
  const resourceRules = rules.filter(({ nonResourceURLs = [] }) => nonResourceURLs.length === 0);
  const nonResourceRules = rules.filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0);
  return {
    resourceRules: resourceRules.map(({ verbs, apiGroups, resources, resourceNames }) => {
      return { verbs, apiGroups, resources, ...(resourceNames && { resourceNames }) };
    }),
    nonResourceRules: nonResourceRules.map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: isUnruled,
    ...(isUnruled && { evaluationError: "the rights of the platform's own parts are not made of rules" }),
  };
}

function refused(fields: readonly FieldError[]): ClusterError {
  const [{ field, message } = { field: "", message: "" }] = fields;
  const says = `.authorization.k8s.io "" is invalid: ${field}: ${message}`;
  return new ClusterError("Invalid", { says, fields, about: { group: "authorization.k8s.io" } });
}

/** Who somebody is, as `kubectl auth whoami` and a TokenReview tell it. */
export function userInfo({ name, uid, groups, extra }: Subject): object {
  return { username: name, ...(uid && { uid }), ...(groups.length > 0 && { groups }), ...(extra && { extra }) };
}

import { ClusterError, type Reason } from "@/server/lib/errors";
import { groupResource } from "@/server/objects/kind";
import type { KubeObject, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from "@/server/objects/types";
import { toCel } from "../cel/values";
import { isExempt } from "../exempt";
import { matchedOf } from "../matchedOf";
import { type Matched, type Matching, matches } from "../matching";
import { type Objection, objectionsOf, type Values } from "../policies/evaluate";
import { paramsFor } from "../policies/params";
import type { AdmissionContext, AdmissionRequest, AdmissionStep } from "../request";
import { requestValues } from "../requestValues";

const bindings = "validatingadmissionpolicybindings.admissionregistration.k8s.io";
const policies = "validatingadmissionpolicies.admissionregistration.k8s.io";

/**
 * ValidatingAdmissionPolicies, each as its bindings say: what breaks one is refused (`Deny`) or told to the writer
 * (`Warn`). https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export const validatingPolicies: AdmissionStep = {
  name: "validatingPolicies",
  async admit(object, request, context) {
    if (isExempt(request)) return object;
    const bound = (await context.lookups.list(bindings)) as readonly ValidatingAdmissionPolicyBinding[];
    if (bound.length === 0) return object;
    const write = await matchedOf(object, request, context);
    let denial: ClusterError | undefined;
    for (const binding of bound) {
      const name = binding.spec.policyName ?? "";
      const policy = (await context.lookups.get(policies, { name })) as ValidatingAdmissionPolicy | undefined;
      if (!policy || !isMeant(policy, binding, write)) continue;
      const objections = await judge({ policy, binding }, { write, request, object }, context);
      denial ??= told(objections, { policy, binding }, { request, object });
    }
    if (denial) throw denial;
    return object;
  },
};

interface Pair {
  readonly policy: ValidatingAdmissionPolicy;
  readonly binding: ValidatingAdmissionPolicyBinding;
}

interface Write {
  readonly request: AdmissionRequest;
  readonly object: KubeObject;
}

function isMeant(
  { spec }: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  write: Matched,
): boolean {
  const own = spec.matchConstraints as Matching | undefined;
  const narrower = (binding.spec.matchResources ?? {}) as Matching;
  return own !== undefined && matches(own, write) && matches(narrower, write);
}

async function judge(
  { policy, binding }: Pair,
  { write, request, object }: Write & { readonly write: Matched },
  context: AdmissionContext,
): Promise<Objection[]> {
  const params = await paramsFor(policy, binding, { namespace: object.metadata.namespace, context });
  if (typeof params === "string")
    return policy.spec.failurePolicy === "Ignore" ? [] : [{ says: params, reason: "Invalid" }];
  const values: Values = {
    object: request.verb === "delete" ? null : toCel(object),
    oldObject: request.old ? toCel(request.old) : null,
    request: requestValues(request, object, context.random.uuid()),
    namespaceObject: write.namespace ? toCel(write.namespace) : null,
  };
  return params.flatMap((one) => objectionsOf(policy, { ...values, params: one ? toCel(one) : null }));
}

const reasons: readonly string[] = ["Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge"] satisfies Reason[];

/** Tells the writer what is only a warning; gives the refusal that is more. */
function told(objections: readonly Objection[], { policy, binding }: Pair, { request, object }: Write) {
  const actions = binding.spec.validationActions ?? [];
  const by = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
  if (actions.includes("Warn"))
    for (const { says } of objections) request.warn?.(`Validation failed for ${by}: ${says}`);
  const [first] = objections;
  if (!first || !actions.includes("Deny")) return undefined;
  const { kind } = request;
  const { name } = object.metadata;
  const reason = (reasons.includes(first.reason) ? first.reason : "Invalid") as Reason;
  return new ClusterError(reason, {
    says: `${groupResource(kind)} "${name}" is forbidden: ${by} denied request: ${first.says}`,
    about: { kind: kind.plural, group: kind.group, name },
  });
}

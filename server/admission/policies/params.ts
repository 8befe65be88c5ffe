import { groupResource } from "@/server/objects/kind";
import { matchesSelector } from "@/server/objects/selector";
import type { KubeObject, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from "@/server/objects/types";
import type { AdmissionContext } from "../request";

/** The objects that a binding names as parameters; one `undefined` where the policy takes none. A text when it cannot be used. */
export async function paramsFor(
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  at: { readonly namespace: string | undefined; readonly context: AdmissionContext },
): Promise<readonly (KubeObject | undefined)[] | string> {
  const { paramKind } = policy.spec;
  const { paramRef } = binding.spec;
  if (!paramKind || !paramRef) return [undefined];
  const { registry, lookups } = at.context;
  const kind = registry.forManifest({ apiVersion: paramKind.apiVersion ?? "", kind: paramKind.kind ?? "" });
  if (!kind)
    return `failed to configure binding: paramKind kind \`${paramKind.apiVersion}, Kind=${paramKind.kind}\` not known`;
  const namespace = kind.isNamespaced ? (paramRef.namespace ?? at.namespace) : undefined;
  if (kind.isNamespaced && !namespace)
    return "failed to configure binding: cannot use namespaced paramRef in policy binding that matches cluster-scoped resources";
  const resource = groupResource(kind);
  const found = paramRef.name
    ? [await lookups.get(resource, { ...(namespace && { namespace }), name: paramRef.name })]
    : (await lookups.list(resource, namespace)).filter(({ metadata }) =>
        matchesSelector(paramRef.selector, metadata.labels),
      );
  const there = found.filter((one) => one !== undefined);
  const objects = kind.custom ? await kind.custom.fromStored(there) : there;
  if (objects.length > 0) return objects;
  return paramRef.parameterNotFoundAction === "Deny"
    ? "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction"
    : [];
}

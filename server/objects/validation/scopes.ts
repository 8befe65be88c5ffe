import type { FieldError } from "@/server/lib/errors";
import type { ResourceQuota } from "../types";
import { invalid, required } from "./fieldErrors";

type Spec = ResourceQuota["spec"];

const known = [
  ...["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity"],
  "VolumeAttributesClass",
];
const conflicting = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
] as const;
const computeNames = ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

/** After Kubernetes' `validateResourceQuotaScopes` and `validateScopedResourceSelectorRequirement`. */
export function validateScopes(spec: Spec): FieldError[] {
  const { scopes = [], scopeSelector } = spec;
  const selected = scopeSelector?.matchExpressions ?? [];
  const field = "spec.scopeSelector.matchExpressions";
  return [
    ...validateNames(spec, scopes, "spec.scopes"),
    ...selected.flatMap((one) => validateRequirement(one, field)),
    ...(selected.length > 0
      ? validateNames(
          spec,
          selected.map(({ scopeName }) => scopeName),
          `${field}.scopeName`,
        )
      : []),
  ];
}

function validateNames({ hard = {} }: Spec, scopes: readonly string[], field: string): FieldError[] {
  const faults = new Set(
    scopes.flatMap((scope) => {
      if (!known.includes(scope)) return ["unsupported scope"];
      return Object.keys(hard).some((name) => !isLimitable(name, scope))
        ? ["unsupported scope applied to resource"]
        : [];
    }),
  );
  const clashes = conflicting.some(([one, other]) => scopes.includes(one) && scopes.includes(other));
  return [...faults, ...(clashes ? ["conflicting scopes"] : [])].map((detail) => invalid(field, scopes, detail));
}

/** Names that are no standard ones are not asked about. */
function isLimitable(name: string, scope: string): boolean {
  if (name === "pods" || name.includes("/")) return true;
  if (computeNames.includes(name)) return scope !== "BestEffort";
  return !standard.has(name);
}

const standard = new Set([
  ...["services", "services.nodeports", "services.loadbalancers", "configmaps", "secrets", "replicationcontrollers"],
  ...["resourcequotas", "persistentvolumeclaims", "requests.storage", "ephemeral-storage"],
  ...["requests.ephemeral-storage", "limits.ephemeral-storage"],
]);

interface Requirement {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

function validateRequirement({ scopeName, operator, values = [] }: Requirement, field: string): FieldError[] {
  const isSet = operator === "In" || operator === "NotIn";
  return [
    ...(scopeName !== "PriorityClass" && operator !== "Exists"
      ? [
          invalid(
            `${field}.operator`,
            operator,
            "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
          ),
        ]
      : []),
    ...(isSet && values.length === 0
      ? [
          required(
            `${field}.values`,
            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
          ),
        ]
      : []),
    ...(!isSet && (operator === "Exists" || operator === "DoesNotExist") && values.length > 0
      ? [
          invalid(
            `${field}.values`,
            values,
            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
          ),
        ]
      : []),
    ...(isSet || operator === "Exists" || operator === "DoesNotExist"
      ? []
      : [invalid(`${field}.operator`, operator, "not a valid selector operator")]),
  ];
}

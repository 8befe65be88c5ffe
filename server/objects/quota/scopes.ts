import { qosClass } from "../qos";
import type { Pod, ResourceQuota } from "../types";

type Spec = ResourceQuota["spec"];

interface Requirement {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** The requirements of a quota's scopes and its scope selector, as one list. */
export function requirementsOf({ scopes = [], scopeSelector }: Spec): readonly Requirement[] {
  const plain = scopes.map((scopeName) => ({ scopeName, operator: "Exists" }));
  return [...plain, ...(scopeSelector?.matchExpressions ?? [])];
}

/** Whether a quota counts this pod: every one of its scopes must hold. */
export function isInScope(pod: Pod, spec: Spec): boolean {
  return requirementsOf(spec).every((requirement) => holds(pod, requirement));
}

function holds({ spec }: Pod, { scopeName, operator, values = [] }: Requirement): boolean {
  switch (scopeName) {
    case "Terminating":
      return spec.activeDeadlineSeconds !== undefined;
    case "NotTerminating":
      return spec.activeDeadlineSeconds === undefined;
    case "BestEffort":
      return qosClass(spec) === "BestEffort";
    case "NotBestEffort":
      return qosClass(spec) !== "BestEffort";
    case "PriorityClass":
      return holdsName(spec.priorityClassName, operator, values);
    case "CrossNamespacePodAffinity":
      return reachesOut(spec.affinity);
    default:
      return false;
  }
}

function holdsName(name: string | undefined, operator: string, values: readonly string[]): boolean {
  if (operator === "Exists") return Boolean(name);
  if (operator === "DoesNotExist") return !name;
  return (operator === "In") === values.includes(name ?? "");
}

type Affinity = NonNullable<Pod["spec"]["affinity"]>;

/** Names other namespaces in an affinity to pods. */
function reachesOut(affinity: Affinity | undefined): boolean {
  return [affinity?.podAffinity, affinity?.podAntiAffinity].some((one) =>
    [
      ...(one?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(one?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
    ].some(({ namespaces = [], namespaceSelector }) => namespaces.length > 0 || namespaceSelector !== undefined),
  );
}

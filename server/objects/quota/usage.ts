import { isTerminal } from "../pods";
import type { Container, KubeObject, Pod, ResourceQuota, Service } from "../types";
import { type Amounts, amountsOf, podAmounts, sumOf } from "./amounts";
import { isInScope, requirementsOf } from "./scopes";

type Spec = ResourceQuota["spec"];

/** Kinds that have names of their own in a quota, beside `count/…`. */
const plainNames = new Set([
  ...[
    "configmaps",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
  ],
]);
const computeNames = ["cpu", "memory", "ephemeral-storage"];

/** Of which kinds a quota counts anything, as GroupResources. */
export function countedBy({ hard = {} }: Spec): ReadonlySet<string> {
  return new Set(Object.keys(hard).map(resourceOf));
}

function resourceOf(name: string): string {
  if (name.startsWith("count/")) return name.slice("count/".length);
  if (name.startsWith("services.")) return "services";
  if (name === "requests.storage" || name.includes(".storageclass.storage.k8s.io/")) return "persistentvolumeclaims";
  return plainNames.has(name) ? name : "pods";
}

/** What an object counts for in a quota that is limited to these names; nothing where its scopes do not hold. */
export function usageOf(resource: string, object: KubeObject, spec: Spec): Amounts {
  const isPod = resource === "pods";
  const isLimited = requirementsOf(spec).length > 0;
  if (isLimited && !(isPod && isInScope(object as Pod, spec))) return {};
  const counted = { [`count/${resource}`]: 1, ...amountsIn(resource, object) };
  return Object.fromEntries(Object.entries(counted).filter(([name]) => Object.hasOwn(spec.hard ?? {}, name)));
}

function amountsIn(resource: string, object: KubeObject): Amounts {
  if (resource === "pods") return podUsage(object as Pod);
  if (resource === "services") return serviceUsage(object as Service);
  if (resource === "persistentvolumeclaims") return claimUsage(object);
  return plainNames.has(resource) ? { [resource]: 1 } : {};
}

/** A pod that has ended holds nothing, but still counts among `count/pods`. */
function podUsage(pod: Pod): Amounts {
  if (isTerminal(pod)) return {};
  const overhead = amountsOf(pod.spec.overhead);
  const requests = sumOf([podAmounts(pod.spec, "requests"), overhead]);
  const limits = sumOf([podAmounts(pod.spec, "limits"), overhead]);
  return {
    pods: 1,
    ...Object.fromEntries(computeNames.flatMap((name) => (name in requests ? [[name, requests[name] ?? 0]] : []))),
    ...Object.fromEntries(Object.entries(requests).map(([name, amount]) => [`requests.${name}`, amount])),
    ...Object.fromEntries(Object.entries(limits).map(([name, amount]) => [`limits.${name}`, amount])),
  };
}

function serviceUsage({ spec }: Service): Amounts {
  const ports = spec.ports?.length ?? 0;
  const isBalancer = spec.type === "LoadBalancer";
  const hasNodePorts = spec.type === "NodePort" || (isBalancer && spec.allocateLoadBalancerNodePorts !== false);
  return { services: 1, "services.nodeports": hasNodePorts ? ports : 0, "services.loadbalancers": isBalancer ? 1 : 0 };
}

interface ClaimSpec {
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, string | number>> };
}

function claimUsage({ spec }: KubeObject): Amounts {
  const { storageClassName, resources } = (spec ?? {}) as ClaimSpec;
  const { storage = 0 } = amountsOf(resources?.requests);
  const own = { persistentvolumeclaims: 1, "requests.storage": storage };
  if (!storageClassName) return own;
  const prefix = `${storageClassName}.storageclass.storage.k8s.io`;
  return { ...own, [`${prefix}/persistentvolumeclaims`]: 1, [`${prefix}/requests.storage`]: storage };
}

/**
 * Of each compute resource that a quota limits, the containers that do not say how much of it they need:
 * `limits.memory for: a,b; requests.cpu for: a`. Undefined when all do. After Kubernetes' `enforcePodContainerConstraints`.
 */
export function unspecified(pod: Pod, { hard = {} }: Spec): string | undefined {
  const missing = Object.keys(hard)
    .filter((name) => isCompute(name))
    .sort()
    .flatMap((name) => {
      const without = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].filter((one) => !says(one, name));
      return without.length > 0
        ? [`${name} for: ${[...new Set(without.map((one) => one.name))].sort().join(",")}`]
        : [];
    });
  return missing.length > 0 ? missing.join("; ") : undefined;
}

function isCompute(name: string): boolean {
  return (
    ["", "requests.", "limits."].some((prefix) => computeNames.some((one) => name === `${prefix}${one}`)) &&
    !name.endsWith("ephemeral-storage")
  );
}

function says({ resources }: Container, name: string): boolean {
  const [list, resource] = name.startsWith("limits.")
    ? [resources?.limits, name.slice("limits.".length)]
    : [resources?.requests, name.replace(/^requests\./, "")];
  return list?.[resource] !== undefined;
}

import type { Service } from "@/server/objects/types";
import type { AdmissionStep } from "../request";

/**
 * What only some types of Service have goes with the type, unless the writer changed it, too: an apply that leaves a type
 * out cannot know of it. After `dropTypeDependentFields` in Kubernetes.
 */
export const serviceType: AdmissionStep = {
  name: "serviceType",
  admit(object, { kind, old, subresource }) {
    if (kind.kind !== "Service" || kind.group !== "" || subresource || !old) return object;
    const [service, before] = [object as Service, old as Service];
    if (service.spec.type === before.spec.type) return object;
    const spec = { ...service.spec };
    for (const { field, has } of dependent)
      if (has(before) && !has(service) && spec[field] === before.spec[field]) delete spec[field];
    return { ...service, spec };
  },
};

const isReachable = ({ spec }: Service) => spec.type === "NodePort" || spec.type === "LoadBalancer";
const isBalanced = ({ spec }: Service) => spec.type === "LoadBalancer";

const dependent = [
  { field: "externalTrafficPolicy", has: isReachable },
  { field: "allocateLoadBalancerNodePorts", has: isBalanced },
  { field: "loadBalancerClass", has: isBalanced },
] as const;

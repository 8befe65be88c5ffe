import type { IngressClass, NetworkPolicy } from "../types";

/** After pkg/apis/networking/v1/defaults.go. */
export function fillIngressClass({ spec }: IngressClass): void {
  if (spec?.parameters) spec.parameters.scope ??= "Cluster";
}

/** A policy without types is of incoming traffic, and of outgoing where it has a rule about that. */
export function fillNetworkPolicy(policy: NetworkPolicy): void {
  policy.spec ??= { podSelector: {} };
  const { spec } = policy;
  spec.podSelector ??= {};
  for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
    for (const port of rule.ports ?? []) port.protocol ??= "TCP";
  if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ["Ingress", "Egress"] : ["Ingress"];
}

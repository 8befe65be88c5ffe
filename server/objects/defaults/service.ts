import type { EndpointSlice, Service } from "../types";

const affinitySeconds = 10_800;

/** After pkg/apis/core/v1/defaults.go; addresses and node ports are given out by admission. */
export function fillService({ spec }: Service): void {
  spec.type ||= "ClusterIP";
  spec.sessionAffinity ||= "None";
  if (spec.sessionAffinity === "ClientIP") {
    spec.sessionAffinityConfig ??= {};
    spec.sessionAffinityConfig.clientIP ??= {};
    spec.sessionAffinityConfig.clientIP.timeoutSeconds ??= affinitySeconds;
  } else if (spec.sessionAffinity === "None") {
    delete spec.sessionAffinityConfig;
  }
  for (const port of spec.ports ?? []) {
    port.protocol ||= "TCP";
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === "")
      port.targetPort = port.port ?? 0;
  }
  if (spec.type === "ExternalName") return;
  spec.internalTrafficPolicy ??= "Cluster";
  if (spec.clusterIP && !spec.clusterIPs) spec.clusterIPs = [spec.clusterIP];
  else if (spec.clusterIPs?.[0] && !spec.clusterIP) spec.clusterIP = spec.clusterIPs[0];
  if (spec.type === "NodePort" || spec.type === "LoadBalancer") spec.externalTrafficPolicy ??= "Cluster";
  if (spec.type === "LoadBalancer") spec.allocateLoadBalancerNodePorts ??= true;
}

/** After pkg/apis/discovery/v1/defaults.go. */
export function fillEndpointSlice(slice: EndpointSlice): void {
  slice.endpoints ??= [];
  for (const endpoint of slice.endpoints) endpoint.conditions ??= {};
  for (const port of slice.ports ?? []) {
    port.name ??= "";
    port.protocol ||= "TCP";
  }
}

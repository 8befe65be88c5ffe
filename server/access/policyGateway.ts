import type { Attributes, Decision } from "./policyTypes";

const routes = "gateway.networking.k8s.io";
const reads = ["get", "list", "watch"];
const readable = new Set([
  ...["namespaces", "services", "endpointslices.discovery.k8s.io"],
  "ingressclasses.networking.k8s.io",
]);
const withStatus = new Set([
  ...["httproutes", "gateways", "gatewayclasses"].map((resource) => `${resource}.${routes}`),
  "ingresses.networking.k8s.io",
]);

/** What the gateway may do: read what traffic goes by, and write the status of routes and gateways. Nothing else. */
export function authoriseGateway({ verb, group, resource, subresource }: Attributes): Decision {
  const what = group ? `${resource}.${group}` : resource;
  if (reads.includes(verb))
    return { isAllowed: (readable.has(what) && !subresource) || (withStatus.has(what) && isStatus(subresource, true)) };
  const isWrite = verb === "update" || verb === "patch";
  return { isAllowed: isWrite && withStatus.has(what) && isStatus(subresource, false) };
}

function isStatus(subresource: string | undefined, orNone: boolean): boolean {
  return subresource === "status" || (orNone && subresource === undefined);
}

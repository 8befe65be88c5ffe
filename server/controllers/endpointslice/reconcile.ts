import type { EndpointSlice, Node, Pod, Service } from "@/server/objects/types";
import { nothing, type Outcome } from "../actions";
import { familiesOf, groupEndpoints } from "./endpoints";
import { managedByLabel, type SliceOwner, serviceLabel, sliceActions, withPlaceholder } from "./slices";

export const managedBy = "endpointslice-controller.k8s.io";
export const headlessLabel = "service.kubernetes.io/headless";

export interface Observed {
  /** The pods that the Service selects. */
  readonly pods: readonly Pod[];
  /** The slices of the Service that this controller made. */
  readonly slices: readonly EndpointSlice[];
  nodeOf(name: string): Node | undefined;
}

/** A Service without a selector has slices that somebody else writes; an ExternalName has none. */
export function reconcile(service: Service, { pods, slices, nodeOf }: Observed): Outcome {
  if (!service.spec.selector || service.spec.type === "ExternalName") return nothing;
  const groups = withPlaceholder(groupEndpoints(service, pods, nodeOf), familiesOf(service)[0] ?? "IPv4", slices);
  return { actions: sliceActions(sliceOwner(service), groups, slices) };
}

function sliceOwner(service: Service): SliceOwner {
  const { metadata, spec } = service;
  const labels = {
    ...metadata.labels,
    [serviceLabel]: metadata.name,
    [managedByLabel]: managedBy,
    ...(spec.clusterIP === "None" ? { [headlessLabel]: "" } : {}),
  };
  return { object: service, labels };
}

import type { EndpointSlice, Endpoints, Manifest, Service } from "@/server/objects/types";
import { type Action, nothing, type Outcome } from "../actions";
import { headlessLabel } from "../endpointslice/reconcile";
import { isSame } from "../hash";
import { subsetsOf, truncated } from "./subsets";

export const managedByLabel = "endpoints.kubernetes.io/managed-by";
export const managedBy = "endpoint-controller";
const capacityAnnotation = "endpoints.kubernetes.io/over-capacity";

export interface Observed {
  /** The Service's slices that were made from its pods, of its first address family. */
  readonly slices: readonly EndpointSlice[];
  readonly endpoints: Endpoints | undefined;
}

/** The Endpoints of a Service that selects pods say what its slices say; without a selector they are somebody's own. */
export function reconcile(service: Service, { slices, endpoints }: Observed): Outcome {
  if (!service.spec.selector || service.spec.type === "ExternalName") return nothing;
  const { subsets, isTruncated } = truncated(subsetsOf(slices));
  const { [capacityAnnotation]: _old, ...others } = endpoints?.metadata.annotations ?? {};
  const annotations = isTruncated ? { ...others, [capacityAnnotation]: "truncated" } : others;
  const wanted = { labels: labelsOf(service), annotations, subsets };
  return { actions: endpoints ? update(endpoints, wanted) : [create(service, wanted)] };
}

interface Wanted {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly subsets: Endpoints["subsets"];
}

function labelsOf({ metadata, spec }: Service): Record<string, string> {
  return {
    ...metadata.labels,
    [managedByLabel]: managedBy,
    ...(spec.clusterIP === "None" ? { [headlessLabel]: "" } : {}),
  };
}

function create({ metadata }: Service, { labels, annotations, subsets }: Wanted): Action {
  const { name, namespace } = metadata;
  const manifest: Manifest = {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name, namespace, labels, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    ...(subsets?.length ? { subsets } : {}),
  };
  return { do: "create", kind: "Endpoints", manifest };
}

function update(endpoints: Endpoints, { labels, annotations, subsets }: Wanted): Action[] {
  const { metadata } = endpoints;
  const there = { labels: metadata.labels, annotations: metadata.annotations ?? {}, subsets: endpoints.subsets };
  if (isSame(there, { labels, annotations, subsets })) return [];
  const object: Endpoints = { ...endpoints, metadata: { ...metadata, labels, annotations }, subsets };
  return [{ do: "update", kind: "Endpoints", object }];
}

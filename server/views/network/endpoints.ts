import type { EndpointSlice } from "@/server/objects/types";

export interface EndpointRow {
  readonly key: string;
  readonly pod?: string;
  readonly node?: string;
  readonly address: string;
  readonly ports: readonly { readonly name?: string; readonly port: number }[];
  readonly isReady: boolean;
  readonly isTerminating: boolean;
}

const serviceLabel = "kubernetes.io/service-name";

/** Slices by `namespace/service`. */
export function slicesByService(slices: readonly EndpointSlice[]): ReadonlyMap<string, readonly EndpointSlice[]> {
  const found = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    const service = slice.metadata.labels?.[serviceLabel];
    if (!service) continue;
    const key = `${slice.metadata.namespace ?? ""}/${service}`;
    const known = found.get(key);
    if (known) known.push(slice);
    else found.set(key, [slice]);
  }
  return found;
}

export function endpointRows(slices: readonly EndpointSlice[]): EndpointRow[] {
  return slices.flatMap((slice) =>
    (slice.endpoints ?? []).map((endpoint): EndpointRow => {
      const address = endpoint.addresses[0] ?? "";
      const ports = (slice.ports ?? []).map(({ name, port = 0 }) => ({ name, port }));
      return {
        key: `${endpoint.targetRef?.name ?? ""}/${address}/${ports.map(({ port }) => port).join(",")}`,
        pod: endpoint.targetRef?.kind === "Pod" ? endpoint.targetRef.name : undefined,
        node: endpoint.nodeName,
        address,
        ports,
        isReady: endpoint.conditions?.ready ?? true,
        isTerminating: endpoint.conditions?.terminating ?? false,
      };
    }),
  );
}

export function countEndpoints(slices: readonly EndpointSlice[]): { ready: number; notReady: number } {
  let ready = 0;
  let notReady = 0;
  for (const slice of slices)
    for (const endpoint of slice.endpoints ?? []) {
      if (endpoint.conditions?.ready ?? true) ready++;
      else notReady++;
    }
  return { ready, notReady };
}

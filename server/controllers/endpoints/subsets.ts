import type { EndpointSlice, Endpoints } from "@/server/objects/types";

export type Subset = NonNullable<Endpoints["subsets"]>[number];
type Address = NonNullable<Subset["addresses"]>[number];
type Port = NonNullable<Subset["ports"]>[number];
type SliceEndpoint = EndpointSlice["endpoints"][number];

/** As many addresses as fit into one object, as in Kubernetes. */
export const maxAddresses = 1_000;

/**
 * What slices say, as subsets: addresses that answer on the same ports are one, in one fixed order. Endpoints that are
 * on their way out are left out, unless they are ready all the same (`publishNotReadyAddresses`).
 */
export function subsetsOf(slices: readonly EndpointSlice[]): Subset[] {
  const byPorts = new Map<string, { ports: Port[]; ready: Address[]; notReady: Address[] }>();
  for (const slice of slices) {
    const ports = portsOf(slice);
    const key = JSON.stringify(ports);
    const group = byPorts.get(key) ?? { ports, ready: [], notReady: [] };
    byPorts.set(key, group);
    for (const endpoint of slice.endpoints ?? []) {
      const isReady = endpoint.conditions?.ready !== false;
      if (endpoint.conditions?.terminating && !isReady) continue;
      (isReady ? group.ready : group.notReady).push(...addressesOf(endpoint));
    }
  }
  return [...byPorts]
    .sort(([left], [right]) => compare(left, right))
    .flatMap(([, { ports, ready, notReady }]) => subset(ports, ready.sort(byAddress), notReady.sort(byAddress)));
}

function subset(ports: Port[], ready: Address[], notReady: Address[]): Subset[] {
  if (ready.length + notReady.length === 0) return [];
  return [
    {
      ...(ready.length > 0 ? { addresses: ready } : {}),
      ...(notReady.length > 0 ? { notReadyAddresses: notReady } : {}),
      ...(ports.length > 0 ? { ports } : {}),
    },
  ];
}

function portsOf({ ports }: EndpointSlice): Port[] {
  const found = (ports ?? []).flatMap(({ name, port, protocol, appProtocol }): Port[] =>
    port === undefined ? [] : [{ ...(name ? { name } : {}), port, protocol, ...(appProtocol ? { appProtocol } : {}) }],
  );
  return found.sort((left, right) => compare(left.name ?? "", right.name ?? "") || left.port - right.port);
}

function addressesOf({ addresses, hostname, nodeName, targetRef }: SliceEndpoint): Address[] {
  const [ip] = addresses;
  if (ip === undefined) return [];
  return [
    {
      ip,
      ...(hostname ? { hostname } : {}),
      ...(nodeName ? { nodeName } : {}),
      ...(targetRef ? { targetRef } : {}),
    },
  ];
}

function byAddress(left: Address, right: Address): number {
  return compare(left.ip, right.ip) || compare(left.targetRef?.uid ?? "", right.targetRef?.uid ?? "");
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The same with no more addresses than fit: those that are ready come first. */
export function truncated(subsets: readonly Subset[]): { subsets: Subset[]; isTruncated: boolean } {
  const count = (list: readonly Address[] | undefined) => list?.length ?? 0;
  const all = subsets.reduce((sum, one) => sum + count(one.addresses) + count(one.notReadyAddresses), 0);
  if (all <= maxAddresses) return { subsets: [...subsets], isTruncated: false };
  let room = maxAddresses;
  const take = (list: readonly Address[] | undefined) => {
    const taken = (list ?? []).slice(0, room);
    room -= taken.length;
    return taken;
  };
  const ready = subsets.map((one) => take(one.addresses));
  const notReady = subsets.map((one) => take(one.notReadyAddresses));
  const kept = subsets.flatMap((one, at) => subset(one.ports ?? [], ready[at] ?? [], notReady[at] ?? []));
  return { subsets: kept, isTruncated: true };
}

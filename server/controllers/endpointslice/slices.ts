import { controllerReference } from "@/server/objects/meta";
import type { EndpointSlice, KubeObject, Manifest } from "@/server/objects/types";
import type { Action } from "../actions";
import { encodeHash, fnv32, isSame } from "../hash";
import { prefixOf } from "../names";
import type { Endpoint, EndpointPort, Family, Group } from "./endpoints";

export const serviceLabel = "kubernetes.io/service-name";
export const managedByLabel = "endpointslice.kubernetes.io/managed-by";
const maxEndpoints = 100;

/** Whose endpoints they are, and what its slices say of that. */
export interface SliceOwner {
  readonly object: KubeObject;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What one slice is to hold; without `slice` it has to be made. */
interface Filling {
  readonly slice: EndpointSlice | undefined;
  readonly endpoints: Endpoint[];
}

/**
 * The writes that bring an owner's slices to hold these groups. An endpoint stays in the slice that it is in, so that
 * a change of one pod changes one slice; new ones go where there is room, then into empty slices, then into new ones.
 */
export function sliceActions(owner: SliceOwner, groups: readonly Group[], slices: readonly EndpointSlice[]): Action[] {
  const filled = groups.map((group) => ({
    group,
    fillings: fill(
      group.endpoints,
      slices.filter((slice) => isOf(slice, group)),
    ),
  }));
  const used = new Set(filled.flatMap(({ fillings }) => fillings.map(({ slice }) => slice)));
  const left = new Set(slices.filter((slice) => !used.has(slice)));
  const writes = filled.flatMap(({ group, fillings }) => {
    const names = freshNames(owner.object, group, slices);
    return fillings.flatMap(({ slice, endpoints }): Action[] => {
      const contents = { ...group, endpoints };
      const target = slice ?? takeEmpty(left, group.family);
      if (target) return update(owner, target, contents);
      return [{ do: "create", kind: "EndpointSlice", manifest: manifestFor(owner, names(), contents) }];
    });
  });
  const deletions = [...left].map((object): Action => ({ do: "delete", kind: "EndpointSlice", object }));
  return [...writes, ...deletions];
}

function takeEmpty(left: Set<EndpointSlice>, family: Family): EndpointSlice | undefined {
  for (const slice of left) {
    if (slice.addressType !== family || (slice.endpoints ?? []).length > 0) continue;
    left.delete(slice);
    return slice;
  }
  return undefined;
}

function isOf(slice: EndpointSlice, { family, ports }: Group): boolean {
  return slice.addressType === family && isSame(slice.ports ?? [], ports);
}

/** A Service without endpoints keeps one empty slice, as in Kubernetes: watchers see that there is nothing. */
export function withPlaceholder(
  groups: readonly Group[],
  family: Family,
  slices: readonly EndpointSlice[],
): readonly Group[] {
  if (groups.length > 0) return groups;
  const kept = slices.find((slice) => slice.addressType === family);
  return [{ family, ports: kept?.ports ?? [], endpoints: [] }];
}

function fill(endpoints: readonly Endpoint[], slices: readonly EndpointSlice[]): Filling[] {
  const homes = new Map(
    slices.flatMap((slice) => (slice.endpoints ?? []).map((endpoint) => [identityOf(endpoint), slice])),
  );
  const fillings = new Map<EndpointSlice, Endpoint[]>();
  const homeless: Endpoint[] = [];
  for (const endpoint of endpoints) {
    const home = homes.get(identityOf(endpoint));
    if (!home) homeless.push(endpoint);
    else fillings.set(home, [...(fillings.get(home) ?? []), endpoint]);
  }
  const filled: Filling[] = [...fillings].map(([slice, there]) => ({ slice, endpoints: there }));
  if (filled.length === 0 && slices[0]) filled.push({ slice: slices[0], endpoints: [] });
  for (const { endpoints: there } of filled)
    there.push(...homeless.splice(0, Math.max(0, maxEndpoints - there.length)));
  while (homeless.length > 0 || filled.length === 0)
    filled.push({ slice: undefined, endpoints: homeless.splice(0, maxEndpoints) });
  return filled;
}

function identityOf({ targetRef, addresses }: Endpoint): string {
  return targetRef?.uid ?? addresses.join();
}

function update(owner: SliceOwner, slice: EndpointSlice, { ports, endpoints }: Contents): Action[] {
  const labels = { ...owner.labels };
  const annotations = owner.annotations ? { ...owner.annotations } : slice.metadata.annotations;
  const there = {
    labels: slice.metadata.labels,
    annotations: slice.metadata.annotations,
    ports: slice.ports ?? [],
    endpoints: slice.endpoints ?? [],
  };
  if (isSame(there, { labels, annotations, ports, endpoints })) return [];
  const metadata = { ...slice.metadata, labels, ...(annotations ? { annotations } : {}) };
  const object: EndpointSlice = { ...slice, metadata, ports: [...ports], endpoints: [...endpoints] };
  return [{ do: "update", kind: "EndpointSlice", object }];
}

interface Contents {
  readonly family: Family;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

function manifestFor(
  { object, labels, annotations }: SliceOwner,
  name: string,
  { family, ports, endpoints }: Contents,
): Manifest {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name,
      generateName: prefixOf(object.metadata.name),
      namespace: object.metadata.namespace,
      labels: { ...labels },
      ...(annotations ? { annotations: { ...annotations } } : {}),
      ownerReferences: [controllerReference(object)],
    },
    addressType: family,
    endpoints,
    ports,
  };
}

/** Names by what the slice holds and its number: the same decision makes the same names. */
function freshNames(
  { metadata }: KubeObject,
  { family, ports }: Group,
  slices: readonly EndpointSlice[],
): () => string {
  const taken = new Set(slices.map(({ metadata }) => metadata.name));
  const seed = `${metadata.uid} ${family} ${JSON.stringify(ports)}`;
  let number = 0;
  return () => {
    for (;;) {
      const name = `${prefixOf(metadata.name)}${encodeHash(fnv32(`${seed} ${number++}`)).slice(-6)}`;
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  };
}

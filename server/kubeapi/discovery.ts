import { createHash } from "node:crypto";
import { groupVersionOf, type Offer, versionsOf } from "./offers";

/** Kubernetes' discovery documents, one request a group and version; `aggregated.ts` has all of it in two. */

export function coreVersions(): object {
  return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
}

export function groupList(offers: readonly Offer[]): object {
  return { kind: "APIGroupList", apiVersion: "v1", groups: groupNames(offers).map((name) => groupOf(offers, name)) };
}

/** Undefined when there is no such group. */
export function group(offers: readonly Offer[], name: string): object | undefined {
  const found = name === "" ? undefined : groupOf(offers, name);
  return found && found.versions.length > 0 ? { kind: "APIGroup", apiVersion: "v1", ...found } : undefined;
}

/** Named groups in the order of the kinds; the core group is none of them. */
export function groupNames(offers: readonly Offer[]): readonly string[] {
  return [...new Set(offers.map((offer) => offer.group).filter((name) => name !== ""))];
}

function groupOf(offers: readonly Offer[], name: string) {
  const versions = versionsOf(offers, name).map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] };
}

/** Undefined when there is no such group and version. */
export function resourceList(offers: readonly Offer[], groupVersion: string): object | undefined {
  const found = resourcesIn(offers, groupVersion);
  if (found.length === 0) return undefined;
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources: found.flatMap(resourcesOf) };
}

export function resourcesIn(offers: readonly Offer[], groupVersion: string): readonly Offer[] {
  return offers
    .filter((offer) => groupVersionOf(offer) === groupVersion)
    .toSorted((one, other) => (one.plural < other.plural ? -1 : 1));
}

function resourcesOf(offer: Offer): object[] {
  const { plural, singular, isNamespaced: namespaced, kind, verbs, shortNames, categories, subresources } = offer;
  const own = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(offer.definition && { storageVersionHash: storageVersionHash(offer) }),
  };
  const below = subresources.map(({ name, group, version, kind, verbs }) => ({
    name: `${plural}/${name}`,
    singularName: "",
    namespaced,
    ...(group !== undefined && { group, version }),
    kind,
    verbs,
  }));
  return [own, ...below];
}

/** As `discovery.StorageVersionHash` makes it: clients compare it to learn of a change of the stored version. */
function storageVersionHash({ group, version, kind }: Offer): string {
  const hash = createHash("sha256").update(`${group}/${version}/${kind}`).digest();
  return hash.subarray(0, 8).toString("base64");
}

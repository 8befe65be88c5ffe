import { apiVersionOf, type KindDefinition } from "@/server/objects/kind";

/** Kubernetes' discovery documents, made from the kinds that the cluster has. */

/** What discovery tells of a kind, stored or only asked for. */
export type Discovered = Pick<
  KindDefinition,
  "group" | "version" | "kind" | "plural" | "singular" | "isNamespaced" | "shortNames" | "categories" | "subresources"
> & {
  /** Those of a stored kind unless told. */
  readonly verbs?: readonly string[];
};

const storedVerbs = ["create", "delete", "get", "list", "patch", "update", "watch"];

export function coreVersions(): object {
  return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
}

export function groupList(kinds: readonly Discovered[]): object {
  const names = [...new Set(kinds.map((kind) => kind.group).filter((group) => group !== ""))];
  return { kind: "APIGroupList", apiVersion: "v1", groups: names.map((name) => groupOf(kinds, name)) };
}

/** Undefined when there is no such group. */
export function group(kinds: readonly Discovered[], name: string): object | undefined {
  const found = name === "" ? undefined : groupOf(kinds, name);
  return found && found.versions.length > 0 ? { kind: "APIGroup", apiVersion: "v1", ...found } : undefined;
}

function groupOf(kinds: readonly Discovered[], name: string) {
  const versions = [...new Set(kinds.filter((kind) => kind.group === name).map(apiVersionOf))].map((groupVersion) => ({
    groupVersion,
    version: groupVersion.slice(name.length + 1),
  }));
  return { name, versions, preferredVersion: versions[0] };
}

/** Undefined when there is no such group and version. */
export function resourceList(kinds: readonly Discovered[], groupVersion: string): object | undefined {
  const found = kinds.filter((kind) => apiVersionOf(kind) === groupVersion);
  if (found.length === 0) return undefined;
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources: found.flatMap(resourcesOf) };
}

function resourcesOf(kind: Discovered): object[] {
  const { plural, singular, isNamespaced: namespaced, shortNames, categories } = kind;
  const own = {
    name: plural,
    singularName: singular,
    namespaced,
    kind: kind.kind,
    verbs: kind.verbs ?? storedVerbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories && { categories }),
  };
  const below = kind.subresources.map((name) => ({
    name: `${plural}/${name}`,
    singularName: "",
    namespaced,
    ...subresourceKinds[name],
    kind: subresourceKinds[name]?.kind ?? kind.kind,
    verbs: subresourceVerbs[name],
  }));
  return [own, ...below];
}

type Subresource = KindDefinition["subresources"][number];

const subresourceVerbs: Readonly<Record<Subresource, readonly string[]>> = {
  status: ["get", "patch", "update"],
  scale: ["get", "patch", "update"],
  log: ["get"],
  exec: ["create", "get"],
  eviction: ["create"],
  binding: ["create"],
  token: ["create"],
};
const subresourceKinds: Partial<Record<Subresource, { group?: string; version?: string; kind: string }>> = {
  scale: { group: "autoscaling", version: "v1", kind: "Scale" },
  eviction: { group: "policy", version: "v1", kind: "Eviction" },
  binding: { kind: "Binding" },
  token: { group: "authentication.k8s.io", version: "v1", kind: "TokenRequest" },
  exec: { kind: "PodExecOptions" },
};

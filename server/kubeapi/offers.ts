import type { Verb } from "@/server/cluster/cluster";
import { type KindDefinition, offers, type Subresource } from "@/server/objects/kind";

/** One resource of the API, in the words of its discovery: what there is, and what can be done with it. */
export interface Offer {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly isNamespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly Verb[];
  readonly subresources: readonly OfferBelow[];
  /** Absent for what is answered at once and stored nowhere. */
  readonly definition?: KindDefinition;
}

/** A subresource; `kind` is what its body is, of the resource's own group and version unless they are named. */
export interface OfferBelow {
  readonly name: string;
  readonly verbs: readonly Verb[];
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
}

const verbs: readonly Verb[] = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/** Resources that lack a verb in Kubernetes, too. */
const lacking: Readonly<Record<string, readonly Verb[]>> = { namespaces: ["deletecollection"] };

type Below = Omit<OfferBelow, "name" | "kind"> & { readonly kind?: string };

/** Every subresource that a kind may have; without a kind of its own it is the object itself. */
const below: Readonly<Record<Subresource, Below>> = {
  status: { verbs: ["get", "patch", "update"] },
  scale: { verbs: ["get", "patch", "update"], group: "autoscaling", version: "v1", kind: "Scale" },
  log: { verbs: ["get"] },
  exec: { verbs: ["create", "get"], kind: "PodExecOptions" },
  attach: { verbs: ["create", "get"], kind: "PodAttachOptions" },
  portforward: { verbs: ["create", "get"], kind: "PodPortForwardOptions" },
  ephemeralcontainers: { verbs: ["get", "patch", "update"] },
  resize: { verbs: ["get", "patch", "update"] },
  eviction: { verbs: ["create"], group: "policy", version: "v1", kind: "Eviction" },
  binding: { verbs: ["create"], kind: "Binding" },
  token: { verbs: ["create"], group: "authentication.k8s.io", version: "v1", kind: "TokenRequest" },
};

/** What is asked by creating it and stored nowhere. */
export const reviews: readonly Offer[] = [
  review("authorization.k8s.io", "LocalSubjectAccessReview", true),
  review("authorization.k8s.io", "SelfSubjectAccessReview"),
  review("authorization.k8s.io", "SelfSubjectRulesReview"),
  review("authorization.k8s.io", "SubjectAccessReview"),
  review("authentication.k8s.io", "SelfSubjectReview"),
  review("authentication.k8s.io", "TokenReview"),
];

function review(group: string, kind: string, isNamespaced = false): Offer {
  const singular = kind.toLowerCase();
  return {
    group,
    version: "v1",
    kind,
    singular,
    plural: `${singular}s`,
    isNamespaced,
    shortNames: [],
    categories: [],
    verbs: ["create"],
    subresources: [],
  };
}

const known = new WeakMap<readonly KindDefinition[], readonly Offer[]>();

/** All that the API offers, in the order of the kinds; made once for one list of kinds. */
export function offersOf(kinds: readonly KindDefinition[]): readonly Offer[] {
  const made = known.get(kinds) ?? [...kinds.map(offerOf), ...reviews];
  known.set(kinds, made);
  return made;
}

/** What is offered of one kind. */
export function offerOf(kind: KindDefinition): Offer {
  const { group, version, plural, singular, isNamespaced, shortNames, categories = [] } = kind;
  const lacks = group === "" ? (lacking[plural] ?? []) : [];
  return {
    group,
    version,
    kind: kind.kind,
    plural,
    singular,
    isNamespaced,
    shortNames,
    categories,
    verbs: verbs.filter((verb) => !lacks.includes(verb) && offers(kind, verb)),
    subresources: kind.subresources
      .map((name) => ({ name, ...below[name], kind: below[name].kind ?? kind.kind }))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    definition: kind,
  };
}

/** The versions of a group, the preferred one first: as Kubernetes ranks them, v2 before v1 before v1beta1. */
export function versionsOf(offers: readonly Offer[], group: string): readonly string[] {
  const versions = new Set(offers.filter((offer) => offer.group === group).map(({ version }) => version));
  return [...versions].toSorted(byVersion);
}

const versionPattern = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const stages = ["alpha", "beta", undefined];

/** The order of `version.CompareKubeAwareVersionStrings`, the greater first; what is no such version comes last. */
function byVersion(one: string, other: string): number {
  const [left, right] = [versionPattern.exec(one), versionPattern.exec(other)];
  if (!left || !right) return left ? -1 : right ? 1 : one < other ? -1 : 1;
  return (
    stages.indexOf(right[2]) - stages.indexOf(left[2]) ||
    Number(right[1]) - Number(left[1]) ||
    Number(right[3] ?? 0) - Number(left[3] ?? 0)
  );
}

export function groupVersionOf({ group, version }: Pick<Offer, "group" | "version">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** Kinds whose deletion is answered with the object itself (`ReturnDeletedObject` of their stores in Kubernetes). */
const shownWhenDeleted = new Set([
  ...["pods", "services", "persistentvolumes", "persistentvolumeclaims", "podtemplates"],
  ...["serviceaccounts", "resourcequotas"],
]);

export function answersWithObject({ group, plural }: Pick<Offer, "group" | "plural">): boolean {
  return group === "" && shownWhenDeleted.has(plural);
}

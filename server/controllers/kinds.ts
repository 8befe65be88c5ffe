import { apiVersionOf, type KindDefinition, qualifiedKind } from "@/server/objects/kind";
import type { OwnerReference } from "@/server/objects/types";

/** How the engine names the kind that an owner reference means; undefined for a kind that it does not have. */
export function kindOf(reference: OwnerReference, kinds: readonly KindDefinition[]): KindDefinition | undefined {
  const group = reference.apiVersion.includes("/") ? (reference.apiVersion.split("/")[0] ?? "") : "";
  return kinds.find((kind) => kind.kind === reference.kind && kind.group === group);
}

/** Every kind once, whatever the number of its versions. */
export function kindsOnce(kinds: readonly KindDefinition[]): readonly KindDefinition[] {
  return kinds.filter((kind) => !kind.isAlternative);
}

/** The name by which `Cluster` takes a kind: alone for a built-in one, with its group where that is needed. */
export function clusterKind(kind: KindDefinition, kinds: readonly KindDefinition[]): string {
  if (kind.custom) return qualifiedKind(kind);
  const first = kinds.find((other) => other.kind === kind.kind);
  return first && apiVersionOf(first) !== apiVersionOf(kind) ? `${kind.kind}.${kind.group}` : kind.kind;
}

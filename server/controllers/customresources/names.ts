import type { CustomResourceDefinition } from "@/server/objects/types";

type Names = NonNullable<CustomResourceDefinition["status"]>["acceptedNames"];

export interface AcceptedNames {
  readonly names: Names;
  /** The last conflict that was found, as Kubernetes tells one of several. */
  readonly conflict?: { readonly reason: string; readonly message: string };
}

/**
 * Which of the names that a definition asks for it gets: those that no other of its group has. What it had stays while
 * the new name is taken. After Kubernetes' `calculateNamesAndConditions`.
 */
export function acceptNames(
  definition: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
): AcceptedNames {
  const taken = takenBy(others.filter(({ spec }) => spec.group === definition.spec.group));
  const asked = definition.spec.names;
  const had: Names = definition.status?.acceptedNames ?? { plural: "", kind: "" };
  let conflict: AcceptedNames["conflict"];
  const isFree = (name: string | undefined, among: ReadonlySet<string>, reason: string): boolean => {
    if (!name || !among.has(name)) return true;
    conflict = { reason, message: `"${name}" is already in use` };
    return false;
  };
  const resource = (name: string | undefined, before: string | undefined, reason: string) =>
    isFree(name, taken.resources, reason) ? name : before;
  const kind = (name: string | undefined, before: string | undefined, reason: string) =>
    isFree(name, taken.kinds, reason) ? name : before;
  const plural = resource(asked.plural, had.plural, "PluralConflict");
  const singular = resource(asked.singular, had.singular, "SingularConflict");
  const free = (asked.shortNames ?? []).every((name) => isFree(name, taken.resources, "ShortNamesConflict"));
  const shortNames = free ? asked.shortNames : had.shortNames;
  const ownKind = kind(asked.kind, had.kind, "KindConflict");
  const listKind = kind(asked.listKind, had.listKind, "ListKindConflict");
  const names: Names = {
    plural: plural ?? "",
    ...(singular && { singular }),
    ...(shortNames && { shortNames }),
    kind: ownKind ?? "",
    ...(listKind && { listKind }),
    ...(asked.categories && { categories: asked.categories }),
  };
  return { names, ...(conflict && { conflict }) };
}

function takenBy(definitions: readonly CustomResourceDefinition[]) {
  const names = definitions.flatMap(({ status }) => (status?.acceptedNames ? [status.acceptedNames] : []));
  const set = (...all: (string | undefined)[]) => new Set(all.filter((name) => name !== undefined && name !== ""));
  return {
    resources: set(
      ...names.flatMap(({ plural, singular, shortNames = [] }) => [plural, singular, ...shortNames]),
    ) as ReadonlySet<string>,
    kinds: set(...names.flatMap(({ kind, listKind }) => [kind, listKind])) as ReadonlySet<string>,
  };
}

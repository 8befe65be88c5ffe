import type { ColumnOf } from "../columns";
import type { KubeObject, RbacSubject, RoleBinding } from "../types";

/** Whom a binding of either kind gives which role. */
export const bindingColumns: readonly ColumnOf<KubeObject & Pick<RoleBinding, "roleRef" | "subjects">>[] = [
  { name: "Role", type: "string", value: ({ roleRef }) => `${roleRef.kind}/${roleRef.name}` },
  { name: "Users", type: "string", priority: 1, value: ({ subjects }) => namesOf(subjects, "User") },
  { name: "Groups", type: "string", priority: 1, value: ({ subjects }) => namesOf(subjects, "Group") },
  {
    name: "ServiceAccounts",
    type: "string",
    priority: 1,
    value: ({ subjects }) => namesOf(subjects, "ServiceAccount"),
  },
];

function namesOf(subjects: readonly RbacSubject[] | undefined, wanted: RbacSubject["kind"]): string {
  return (subjects ?? [])
    .filter(({ kind }) => kind === wanted)
    .map(({ name, namespace }) => (wanted === "ServiceAccount" ? `${namespace ?? ""}/${name}` : name))
    .join(", ");
}

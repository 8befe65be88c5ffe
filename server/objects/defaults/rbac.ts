import type { RoleBinding } from "../types";
import { rbacGroup } from "../validation/rbac";

/** A Role's and a subject's group is RBAC's own; a ServiceAccount's is the core group, which goes without saying. */
export function fillBinding(binding: Pick<RoleBinding, "roleRef" | "subjects">): void {
  if (binding.roleRef && !binding.roleRef.apiGroup) binding.roleRef.apiGroup = rbacGroup;
  for (const subject of binding.subjects ?? [])
    if (!subject.apiGroup && (subject.kind === "User" || subject.kind === "Group")) subject.apiGroup = rbacGroup;
}

import { fillBinding } from "../defaults/rbac";
import { defineKind } from "../defineKind";
import { bindingColumns } from "../rbac/bindingColumns";
import { schemaOf } from "../schemas";
import { rbacGroup, validateRoleBinding } from "../validation/rbac";

export const roleBinding = defineKind({
  group: rbacGroup,
  version: "v1",
  kind: "RoleBinding",
  plural: "rolebindings",
  isNamespaced: true,
  schema: schemaOf("rbac.v1.RoleBinding"),
  fill: fillBinding,
  check: validateRoleBinding,
  columns: bindingColumns,
});

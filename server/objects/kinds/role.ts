import { createdAtColumn, nameColumn } from "../columns";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { rbacGroup, validateRole } from "../validation/rbac";

export const role = defineKind({
  group: rbacGroup,
  version: "v1",
  kind: "Role",
  plural: "roles",
  isNamespaced: true,
  schema: schemaOf("rbac.v1.Role"),
  check: validateRole,
  hasOwnColumns: true,
  columns: [nameColumn, createdAtColumn],
});

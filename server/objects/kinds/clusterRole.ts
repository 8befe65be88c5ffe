import { createdAtColumn, nameColumn } from "../columns";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { rbacGroup, validateClusterRole } from "../validation/rbac";

export const clusterRole = defineKind({
  group: rbacGroup,
  version: "v1",
  kind: "ClusterRole",
  plural: "clusterroles",
  isNamespaced: false,
  schema: schemaOf("rbac.v1.ClusterRole"),
  check: validateClusterRole,
  hasOwnColumns: true,
  columns: [nameColumn, createdAtColumn],
});

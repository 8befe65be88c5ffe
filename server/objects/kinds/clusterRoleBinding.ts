import { fillBinding } from "../defaults/rbac";
import { defineKind } from "../defineKind";
import { bindingColumns } from "../rbac/bindingColumns";
import { schemaOf } from "../schemas";
import { rbacGroup, validateClusterRoleBinding } from "../validation/rbac";

export const clusterRoleBinding = defineKind({
  group: rbacGroup,
  version: "v1",
  kind: "ClusterRoleBinding",
  plural: "clusterrolebindings",
  isNamespaced: false,
  schema: schemaOf("rbac.v1.ClusterRoleBinding"),
  fill: fillBinding,
  check: validateClusterRoleBinding,
  columns: bindingColumns,
});

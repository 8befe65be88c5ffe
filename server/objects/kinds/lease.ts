import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { validateLease } from "../validation/cluster";

/** A heartbeat: written every few seconds by every node, and worth nothing after a restart. */
export const lease = defineKind({
  group: "coordination.k8s.io",
  version: "v1",
  kind: "Lease",
  plural: "leases",
  isNamespaced: true,
  storage: "memory",
  schema: schemaOf("coordination.v1.Lease"),
  check: validateLease,
  columns: [{ name: "Holder", type: "string", value: ({ spec }) => spec.holderIdentity ?? "" }],
});

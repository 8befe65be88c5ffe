import { templateColumns } from "../columns";
import { fillReplicaSet } from "../defaults/workloads";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { ReplicaSet } from "../types";
import { validateReplicaSet } from "../validation/workloads";

export const replicaSet = defineKind({
  group: "apps",
  version: "v1",
  kind: "ReplicaSet",
  plural: "replicasets",
  shortNames: ["rs"],
  categories: ["all"],
  isNamespaced: true,
  subresources: ["status", "scale"],
  schema: schemaOf("apps.v1.ReplicaSet"),
  fill: fillReplicaSet,
  check: validateReplicaSet,
  columns: [
    { name: "Desired", type: "integer", value: (set) => set.spec.replicas ?? 1 },
    { name: "Current", type: "integer", value: (set) => set.status?.replicas ?? 0 },
    { name: "Ready", type: "integer", value: (set) => set.status?.readyReplicas ?? 0 },
    ...templateColumns<ReplicaSet>((set) => ({
      containers: set.spec.template?.spec?.containers,
      selector: set.spec.selector,
    })),
  ],
  selectable: { "status.replicas": (object) => String((object as unknown as ReplicaSet).status?.replicas ?? 0) },
});

import { templateColumns } from "../columns";
import { fillReplicationController } from "../defaults/workloads";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { ReplicationController } from "../types";
import { validateReplicationController } from "../validation/replicationController";

export const replicationController = defineKind({
  group: "",
  version: "v1",
  kind: "ReplicationController",
  plural: "replicationcontrollers",
  shortNames: ["rc"],
  categories: ["all"],
  isNamespaced: true,
  subresources: ["status", "scale"],
  schema: schemaOf("core.v1.ReplicationController"),
  fill: fillReplicationController,
  check: validateReplicationController,
  columns: [
    { name: "Desired", type: "integer", value: ({ spec }) => spec.replicas ?? 1 },
    { name: "Current", type: "integer", value: ({ status }) => status?.replicas ?? 0 },
    { name: "Ready", type: "integer", value: ({ status }) => status?.readyReplicas ?? 0 },
    ...templateColumns<ReplicationController>(({ spec }) => ({
      containers: spec.template?.spec?.containers,
      selector: { matchLabels: spec.selector },
    })),
  ],
  selectable: {
    "status.replicas": (object) => String((object as unknown as ReplicationController).status?.replicas ?? 0),
  },
});

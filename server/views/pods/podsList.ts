import * as z from "zod";
import type { Pod } from "@/server/objects/types";
import { defineView } from "../view";
import { windowInput, windowOf } from "../window";
import { podCells, podRow } from "./podRow";

const input = windowInput(["name", "namespace", "status", "node", "restarts", "age"]).extend({
  node: z.string().optional(),
  /** Only pods that this object controls (a ReplicaSet, a Job, a DaemonSet), by its uid. */
  ownerUid: z.string().optional(),
});

export const podsList = defineView({
  name: "pods.list",
  input,
  refreshMs: 5_000,
  dependsOn: ({ namespace }) => [{ kind: "Pod", namespace }],
  async read(cluster, wanted, { usage }) {
    const { items, resourceVersion } = await cluster.list("Pod", { namespace: wanted.namespace });
    return windowOf(
      { items: narrowed(items, wanted), resourceVersion, cells: podCells, project: (pod) => podRow(pod, usage) },
      wanted,
    );
  },
});

function narrowed(pods: readonly Pod[], { node, ownerUid }: z.output<typeof input>): readonly Pod[] {
  if (node === undefined && ownerUid === undefined) return pods;
  return pods.filter(
    (pod) =>
      (node === undefined || pod.spec.nodeName === node) &&
      (ownerUid === undefined || (pod.metadata.ownerReferences ?? []).some(({ uid }) => uid === ownerUid)),
  );
}

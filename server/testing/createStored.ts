import type { Cluster } from "@/server/cluster/cluster";
import type { KubeObject, Manifest } from "@/server/objects/types";

/** For tests: creates what a builder built, its status too (which a create alone leaves out). */
export async function createStored(cluster: Cluster, ...objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    const { uid: _uid, resourceVersion: _revision, creationTimestamp: _created, ...metadata } = object.metadata;
    const { status, ...manifest } = { ...object, metadata } as Manifest;
    await cluster.create(object.kind, manifest as Manifest);
    if (status === undefined) continue;
    const at = { name: metadata.name, namespace: metadata.namespace };
    await cluster.patch(object.kind, at, { type: "merge", body: { status } }, { subresource: "status" });
  }
}

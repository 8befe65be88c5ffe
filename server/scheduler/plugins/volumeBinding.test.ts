import { describe, expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { aClaim, aStorageClass, aVolume } from "@/server/objects/builders/storage";
import { selectedNodeAnnotation } from "@/server/objects/storage";
import { Snapshot } from "../snapshot";
import type { VolumeObject } from "../volumeBook";

const nodes = [aNode("a").build(), aNode("b").build()];
const pod = aPod("web")
  .with(({ spec }) => {
    spec.volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
  })
  .build();
const place = (...volumes: VolumeObject[]) => Snapshot.from(nodes, [], { volumes }).place([pod])[0];
const says = (...volumes: VolumeObject[]) => place(...volumes)?.message;

const bound = aClaim()
  .with((draft) => {
    draft.spec.volumeName = "disk";
    draft.status = { phase: "Bound" };
  })
  .build();
const onB = aVolume("disk")
  .with(({ spec }) => {
    const matchExpressions = [{ key: "kubernetes.io/hostname", operator: "In" as const, values: ["b"] }];
    spec.nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions }] } };
  })
  .build();

describe("VolumeBinding", () => {
  it("sends a pod back to the node where its volume is", () => {
    expect(place(aStorageClass().build(), bound, onB)?.node).toBe("b");
  });

  it("says in Kubernetes' words that the volume is elsewhere", () => {
    const elsewhere = { ...onB, spec: { ...onB.spec } };
    const matchExpressions = [{ key: "kubernetes.io/hostname", operator: "In" as const, values: ["c"] }];
    elsewhere.spec.nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions }] } };
    expect(says(bound, elsewhere)).toBe(
      "0/2 nodes are available: 2 node(s) didn't match PersistentVolume's node affinity.",
    );
  });

  it("says of the pod, not of each node, what is wrong with its claim", () => {
    expect(says()).toBe('0/2 nodes are available: persistentvolumeclaim "data" not found.');
    const leaving = { ...bound, metadata: { ...bound.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } };
    expect(says(leaving, onB)).toBe('0/2 nodes are available: persistentvolumeclaim "data" is being deleted.');
    const immediate = aStorageClass()
      .with((draft) => {
        draft.volumeBindingMode = "Immediate";
      })
      .build();
    expect(says(aClaim().build(), immediate)).toBe(
      "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
    );
  });

  it("lets a claim that waits for its first pod go anywhere that a folder can be made", () => {
    expect(place(aStorageClass().build(), aClaim().build())?.node).toBe("a");
    const foreign = aStorageClass()
      .with((draft) => {
        draft.provisioner = "example.com/disks";
      })
      .build();
    expect(says(foreign, aClaim().build())).toBe(
      "0/2 nodes are available: 2 node(s) didn't find available persistent volumes to bind.",
    );
  });

  it("keeps to the node that was chosen for a claim while its volume is being made", () => {
    const chosen = aClaim()
      .annotated({ [selectedNodeAnnotation]: "b" })
      .build();
    expect(place(aStorageClass().build(), chosen)?.node).toBe("b");
  });

  it("asks nothing of volumes where nothing is known of them", () => {
    expect(Snapshot.from(nodes, []).place([pod])[0]?.node).toBe("a");
  });
});
